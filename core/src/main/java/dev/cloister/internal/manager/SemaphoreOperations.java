package dev.cloister.internal.manager;

/** What can be done with a managed semaphore. Times are nanoseconds to wait at most; {@link Long#MAX_VALUE} is for ever. */
public interface SemaphoreOperations {
    boolean tryAcquire(int count);

    /** Whether there were so many permits within the time. */
    boolean acquire(int count, long nanos) throws InterruptedException;

    /** Only the end of the calling process interrupts it. */
    void acquireUninterruptibly(int count);

    void release(int count);

    int available();

    /** How many there are at most. */
    int bound();
}
