package dev.cloister.internal.manager;

/** What can be done with a managed event. */
public interface EventOperations {
    void set();

    void clear();

    boolean isSet();

    /** Whether it was set within so many nanoseconds; {@link Long#MAX_VALUE} is for ever. */
    boolean await(long nanos) throws InterruptedException;
}
