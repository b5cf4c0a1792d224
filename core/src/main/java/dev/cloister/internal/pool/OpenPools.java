package dev.cloister.internal.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The pools with processes that have not terminated. When the JVM exits, their workers are killed and their files
 * removed; the {@link WorkKeeper} has waited for their tasks unless the exit was forced.
 */
final class OpenPools {
    private static final long EXIT_MILLIS = 2000;
    private static final Set<ProcessPool> POOLS = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean HOOKED = new AtomicBoolean();

    private OpenPools() {}

    static void add(ProcessPool pool) {
        if (HOOKED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(OpenPools::killAll, "cloister-exit"));
        }
        POOLS.add(pool);
    }

    static void remove(ProcessPool pool) {
        POOLS.remove(pool);
    }

    private static void killAll() {
        POOLS.forEach(ProcessPool::killWorkers);
        try {
            for (ProcessPool pool : POOLS) {
                boolean _ = pool.awaitTermination(EXIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) { // the guardian removes what is left
            Thread.currentThread().interrupt();
        }
    }
}
