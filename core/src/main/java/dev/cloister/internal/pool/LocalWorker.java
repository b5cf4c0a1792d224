package dev.cloister.internal.pool;

import dev.cloister.PoolOptions;
import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.parent.Timer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker inside of this JVM: a thread of a pool of platform threads, or a whole pool of virtual threads or a serial one.
 * Runs the pool's initializer once, and its finalizer. Thread-safe.
 */
final class LocalWorker {
    private final String pool;
    private final PoolOptions options;
    private final WorkerContext context;
    private final @Nullable FutureTask<@Nullable Void> initialization;

    LocalWorker(String pool, PoolOptions options, String name, int number) {
        this.pool = pool;
        this.options = options;
        this.context = WorkerContext.ofThreads(pool, name, number);
        Runnable initializer = options.initializer();
        this.initialization = initializer == null ? null : new FutureTask<>(initializer, null);
    }

    WorkerContext context() {
        return context;
    }

    /**
     * Runs the initializer on the calling thread, which is in this worker's context, or waits for the thread that does.
     *
     * @param broken is told, once, when it throws or takes too long; on whatever thread
     * @return whether tasks may be run
     */
    boolean initialize(Consumer<InitializerFailure> broken) {
        FutureTask<?> once = initialization;
        if (once == null) {
            return true;
        }
        if (!once.isDone()) {
            runInTime(once, broken);
        }
        return once.state() == Future.State.SUCCESS;
    }

    private void runInTime(FutureTask<?> once, Consumer<InitializerFailure> broken) {
        Thread thread = Thread.currentThread();
        long millis = options.startTimeout().toMillis();
        Future<?> deadline = Timer.schedule(options.startTimeout().toNanos(), () -> {
            if (!once.isDone()) {
                broken.accept(failure(new IllegalStateException(
                        "the pool's initializer had not ended " + millis + " ms after it began in " + thread.getName()
                                + "; its thread was interrupted, and cannot be killed")));
                thread.interrupt();
            }
        });
        once.run(); // at once back if another thread does
        Throwable error = awaitError(once);
        deadline.cancel(false);
        if (error != null) {
            broken.accept(failure(error));
        }
    }

    private static @Nullable Throwable awaitError(FutureTask<?> once) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Object _ = once.get();
                    return null;
                } catch (ExecutionException e) {
                    return e.getCause();
                } catch (InterruptedException e) { // by the deadline, or meant for the task to come
                    interrupted = !once.isDone();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private InitializerFailure failure(Throwable error) {
        return InitializerFailure.here(pool, context.name(), error);
    }

    /** Whether its end takes more than that of its thread. */
    boolean hasDuties() {
        return options.finalizer() != null || context.hasState();
    }

    /** The orderly end, on a thread in this worker's context or none: the finalizer, then the states. */
    void end(ExitResults results) {
        WorkerContext before = context.enter();
        try {
            var finalizer = options.finalizer();
            boolean usable = initialization == null || initialization.state() == Future.State.SUCCESS;
            if (finalizer != null && usable) {
                results.add(result(finalizer));
            }
            context.close();
        } finally {
            WorkerContext.leave(before);
        }
    }

    private static TaskEnding result(dev.cloister.RemoteCallable<?> finalizer) {
        try {
            return new TaskEnding.Value(finalizer.call());
        } catch (Throwable t) { // whatever it is, it is the finalizer's own
            return new TaskEnding.Failure(t);
        }
    }
}
