package dev.cloister.internal.manager;

/**
 * What can be done with a managed lock and its conditions. Times are nanoseconds to wait at most; {@link Long#MAX_VALUE} is for ever.
 * Conditions are numbered. Outcomes are sums of the constants.
 */
public interface LockOperations {
    /** The caller holds the lock. */
    int HELD = 1;

    /** The process that held it before is gone. */
    int ABANDONED = 2;

    /** The wait for a condition ended with a signal. */
    int SIGNALLED = 4;

    /** The wait for a condition was interrupted. */
    int INTERRUPTED = 8;

    /** HELD, perhaps ABANDONED, or nothing. */
    int tryLock();

    /** As {@link #tryLock}, waiting. */
    int lock(long nanos) throws InterruptedException;

    /** As {@link #lock} for ever; only the end of the calling process interrupts it. */
    int lockUninterruptibly();

    void unlock();

    /** By the holder: frees it, as if this process had died. */
    void abandon();

    boolean isLocked();

    /** How often the caller holds it. */
    int holdCount();

    /** Who holds it. */
    String holder();

    /** A new condition's number. */
    int newCondition();

    /**
     * Frees the lock, waits for a signal, and takes the lock again as often as it was held. An interrupt ends the wait, for the lock too:
     * without HELD the caller is to call {@link #lockAgain}.
     *
     * @return a sum
     */
    int await(int condition, long nanos) throws InterruptedException;

    /** After {@link #await}, whatever became of it: HELD, perhaps ABANDONED, as often as before it. */
    int lockAgain();

    /** Wakes so many of those that wait longest; returns how many. */
    int signal(int condition, int most);

    int waiting(int condition);
}
