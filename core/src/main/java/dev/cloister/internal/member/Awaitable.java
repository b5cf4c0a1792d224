package dev.cloister.internal.member;

/** Something outside of the hub that can be waited for together with other things. */
public interface Awaitable {
    /** Whether it is ready now. Never waits. */
    boolean isReady();

    /** Has this run once, soon after it may have become ready; at once if it is. Any thread. */
    void whenReady(Runnable action);

    /** Forgets what was to be run. */
    void forget(Runnable action);
}
