package dev.cloister.internal;

import dev.cloister.Backend;
import dev.cloister.Diagnosis;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RunningPools;
import dev.cloister.TaskFuture;
import dev.cloister.TaskFutures;
import dev.cloister.UsableCpus;
import dev.cloister.WarmWorkers;
import dev.cloister.WorkerOptions;
import dev.cloister.internal.os.CpuBudget;
import dev.cloister.internal.parent.Examination;
import dev.cloister.internal.parent.RunDirectory;
import dev.cloister.internal.parent.WarmStock;
import dev.cloister.internal.parent.WorkerLauncher;
import dev.cloister.internal.parent.WorkerResources;
import dev.cloister.internal.pool.AbstractPool;
import dev.cloister.internal.pool.AutoHandle;
import dev.cloister.internal.pool.AutomaticPool;
import dev.cloister.internal.pool.PoolHandle;
import dev.cloister.internal.pool.ProcessPool;
import dev.cloister.internal.pool.ReusablePools;
import dev.cloister.internal.pool.SerialPool;
import dev.cloister.internal.pool.ThreadBackedPool;
import dev.cloister.internal.pool.Waiting;
import dev.cloister.internal.process.ProcessNesting;
import dev.cloister.internal.status.RunningBoards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the implementation behind each interface that users see. */
public final class Wiring {
    private Wiring() {}

    /** The pool for these options. */
    public static Pool open(PoolOptions options) {
        AbstractPool pool = create(options);
        if (pool instanceof AutomaticPool automatic) {
            return new AutoHandle(automatic);
        }
        return pool instanceof SerialPool ? pool : new PoolHandle(pool);
    }

    /** The pool that all of this JVM may use for these options. */
    public static Pool reusable(PoolOptions options) {
        return ReusablePools.get(options, Wiring::create);
    }

    private static AbstractPool create(PoolOptions options) {
        if (options.backend()
                instanceof Backend.Processes) { // no switch over types: linking one delays the first worker
            WorkerLauncher.warmUp();
            ProcessNesting.requireAllowed(null);
            WorkerResources.require(options.workers());
            return new ProcessPool(options);
        }
        if (options.backend() instanceof Backend.Auto) {
            WorkerResources.require(options.workers());
            return new AutomaticPool(options, Wiring::create, new MeasuredChoice());
        }
        return options.backend() instanceof Backend.Serial ? new SerialPool(options) : new ThreadBackedPool(options);
    }

    /** The futures as they end. */
    public static <F extends TaskFuture<?>> Iterable<F> asCompleted(Collection<F> futures, @Nullable Duration timeout) {
        return Waiting.asCompleted(futures, timeout);
    }

    /** Waits until so many futures have ended, or one has failed if that is asked for, or the time is up. */
    public static <F extends TaskFuture<?>> TaskFutures.Waited<F> waitFor(
            Collection<F> futures, boolean untilError, int count, @Nullable Duration timeout)
            throws InterruptedException {
        return Waiting.waitFor(futures, untilError, count, timeout);
    }

    /** Started workers for pools to take. */
    public static WarmWorkers warmWorkers(int workers, WorkerOptions options) {
        if (workers < 1 || workers > Backend.MAX_PROCESSES) {
            throw new IllegalArgumentException("workers must be from 1 to " + Backend.MAX_PROCESSES + ": " + workers);
        }
        if (options.pinning() != null) {
            throw new IllegalArgumentException(
                    "warm workers cannot be pinned: a worker's processor depends on the others of its pool;"
                            + " start them without WorkerOptions.withPinning");
        }
        ProcessNesting.requireAllowed(null);
        WorkerResources.require(options);
        return new WarmWorkersOfJvm(new WarmStock(workers, options));
    }

    /** The words that users see for a stock. */
    private record WarmWorkersOfJvm(WarmStock stock) implements WarmWorkers {
        @Override
        public boolean awaitReady(Duration timeout) throws InterruptedException {
            return stock.awaitReady(timeout.toNanos());
        }

        @Override
        public int ready() {
            return stock.ready();
        }

        @Override
        public void close() {
            stock.close();
        }
    }

    /** Looks at this system and starts a worker for a trial. */
    public static Diagnosis diagnosis() {
        List<Diagnosis.Item> items = new ArrayList<>(Examination.items());
        Diagnosis.Item trial = TrialWorker.run();
        items.add(trial);
        return new Diagnosis(trial.level() == Diagnosis.Level.OK, items);
    }

    /** What the pools of this user's programs do. */
    public static RunningPools runningPools() {
        return RunningBoards.look(RunDirectory.base());
    }

    /** The processors that this JVM may use. */
    public static UsableCpus usableCpus() {
        CpuBudget budget = CpuBudget.read();
        return new UsableCpus(budget.count(), budget.reason());
    }
}
