package dev.cloister.internal;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.UsableCpus;
import dev.cloister.WarmWorkers;
import dev.cloister.WorkerOptions;
import dev.cloister.internal.os.CpuBudget;
import dev.cloister.internal.pool.ThreadBackedPool;

/** Chooses the implementation behind each interface that users see. */
public final class Wiring {
    private Wiring() {}

    /** The pool for these options. */
    public static Pool open(PoolOptions options) {
        return switch (options.backend()) {
            case Backend.Threads threads -> new ThreadBackedPool(options);
            case Backend.VirtualThreads threads -> new ThreadBackedPool(options);
            case Backend.Processes processes -> throw new UnsupportedOperationException();
        };
    }

    /** Started workers for pools to take. */
    public static WarmWorkers warmWorkers(int workers, WorkerOptions options) {
        if (workers > 0) {
            throw new UnsupportedOperationException();
        }
        throw new IllegalArgumentException();
    }

    /** The processors that this JVM may use. */
    public static UsableCpus usableCpus() {
        CpuBudget budget = CpuBudget.read();
        return new UsableCpus(budget.count(), budget.reason());
    }
}
