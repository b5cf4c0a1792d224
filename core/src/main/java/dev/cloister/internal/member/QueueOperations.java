package dev.cloister.internal.member;

/** What the hub does for queues. */
public final class QueueOperations {
    /** A new area of at least so many bytes for what is put; 0 if there are too many. Who asks holds the mutex. */
    public static final int GROW = 1;

    /** The head goes over to the next area. Who asks holds the mutex. */
    public static final int FOLLOW = 2;

    private QueueOperations() {}
}
