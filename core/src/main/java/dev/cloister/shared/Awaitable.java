package dev.cloister.shared;

import dev.cloister.internal.member.AnyWait;

/** A shared object that {@link Waiting#waitAny} can wait for. */
interface Awaitable {
    /** Whether it is ready: an operation on it would not wait now. Never waits, also for what is closed: that is ready. */
    boolean isReady();

    /** Lets this wait end when the object may have become ready. */
    void register(AnyWait wait, boolean timed);
}
