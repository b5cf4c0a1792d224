package dev.cloister.internal.pool;

import dev.cloister.internal.exit.ExitGrace;
import dev.cloister.internal.exit.ExitSequence;
import dev.cloister.internal.log.RuntimeLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The pools with workers that have not terminated. When the JVM exits, they take no more tasks; what they have accepted has a
 * grace to end; the rest is cancelled and the workers are killed. At the end of {@code main} the {@link WorkKeeper} has waited
 * for all tasks before.
 */
final class OpenPools implements Runnable {
    /** How long workers may take to leave when they have nothing to do, and to be gone when they were killed. */
    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long threads may take to react to their interrupt. */
    private static final long REACT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Set<WorkingPool> POOLS = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean REGISTERED = new AtomicBoolean();

    private OpenPools() {}

    /**
     * A pool is being opened.
     *
     * @throws RejectedExecutionException if this JVM is exiting
     */
    static void add(WorkingPool pool) {
        if (ExitSequence.isExiting()) {
            throw new RejectedExecutionException("this JVM is exiting: no pool can be opened any more");
        }
        if (!REGISTERED.get()) {
            register();
        }
        POOLS.add(pool);
        if (RuntimeLog.isDebug()) {
            RuntimeLog.debug(pool.name() + ": opened, " + pool.options().backend());
        }
    }

    private static void register() {
        var _ = ExitGrace.nanos(); // what makes no sense is to be said now
        if (REGISTERED.compareAndSet(false, true)) {
            try {
                var _ = ExitSequence.register(ExitSequence.WORK, new OpenPools());
            } catch (IllegalStateException e) {
                throw new RejectedExecutionException("this JVM is exiting: no pool can be opened any more", e);
            }
        }
    }

    static void remove(WorkingPool pool) {
        if (RuntimeLog.isDebug() && POOLS.contains(pool)) {
            RuntimeLog.debug(pool.name() + ": ended, " + PoolText.counts(pool.statistics()));
        }
        POOLS.remove(pool);
    }

    /** When this JVM exits. */
    @Override
    public void run() {
        long grace = ExitSequence.graceNanos();
        long deadline = System.nanoTime() + grace;
        if (RuntimeLog.isDebug()) {
            RuntimeLog.debug("exit: " + POOLS.size() + " open pools with " + WorkKeeper.unfinished()
                    + " unfinished tasks and callbacks; they have " + TimeUnit.NANOSECONDS.toMillis(grace) + " ms");
        }
        if (grace > 0) {
            for (WorkingPool pool : POOLS) {
                if (!pool.isPart()) {
                    pool.shutdown();
                }
            }
            drain(deadline);
            long left = deadline - System.nanoTime();
            if (left > 0) {
                awaitEnds(Math.min(left, LEAVE_NANOS));
            }
        }
        report(grace);
        killAll();
    }

    /** Work is lost: that is said also when nothing is logged. */
    private static void report(long grace) {
        long lost = WorkKeeper.unfinished() - exiting();
        if (lost > 0 && grace > 0) {
            RuntimeLog.warn(lost + (lost == 1 ? " task was" : " tasks were")
                    + " cancelled when this JVM exited: not ended "
                    + TimeUnit.NANOSECONDS.toMillis(grace) + " ms after the exit began");
        }
    }

    /** Waits until nothing is left to be done, but for what has called {@code System.exit} itself. */
    private static void drain(long deadline) {
        while (WorkKeeper.unfinished() > 0 && System.nanoTime() < deadline) {
            if (WorkKeeper.unfinished() <= exiting()) {
                return;
            }
            for (int i = 0; i < 20 && WorkKeeper.unfinished() > 0 && System.nanoTime() < deadline; i++) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** How many tasks and callbacks are in {@code System.exit}. */
    private static long exiting() {
        long count = UserThreads.exiting();
        for (WorkingPool pool : POOLS) {
            count += pool.exiting();
        }
        return count;
    }

    private static void killAll() {
        for (WorkingPool pool : POOLS) {
            pool.abandon();
        }
        awaitEnds(LEAVE_NANOS);
    }

    /** Waits until the pools have ended; for threads that do not react not so long. */
    private static void awaitEnds(long nanos) {
        long begin = System.nanoTime();
        while (!POOLS.isEmpty()) {
            long gone = System.nanoTime() - begin;
            boolean waits = false;
            for (WorkingPool pool : POOLS) {
                waits |=
                        pool.processes() != null ? gone < nanos : gone < Math.min(nanos, REACT_NANOS) && !pool.isIdle();
            }
            if (!waits) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
