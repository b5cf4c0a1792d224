package dev.cloister.internal.manager;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/** What can be done with a managed barrier. */
public interface BarrierOperations {
    /** How many were still missing; waits so many nanoseconds, with {@link Long#MAX_VALUE} for ever. */
    int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException;

    void abort();

    void reset();

    int parties();

    int waiting();

    boolean isBroken();
}
