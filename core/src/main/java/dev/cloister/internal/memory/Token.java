package dev.cloister.internal.memory;

/**
 * Names a thread of a process in one word: the process's number at the hub (24 bits), the thread's number in its process
 * (32 bits), and 8 bits of flags that belong to the lock. 0 is nobody.
 */
public final class Token {
    /** The last holder died. Stays until the next one has taken the lock. */
    public static final long ABANDONED = 1;

    /** The hub itself, while it repairs: no process has number 0. */
    static final long HUB = 1L << 8;

    private static final int THREAD_AT = 8;
    private static final int PARTICIPANT_AT = 40;
    private static final long FLAGS = 0xFF;

    private Token() {}

    /** That of a thread. */
    public static long of(int participant, Thread thread) {
        return (long) participant << PARTICIPANT_AT | (thread.threadId() & 0xFFFF_FFFFL) << THREAD_AT;
    }

    /** The token without flags; 0 if nobody is named. */
    public static long owner(long word) {
        return word & ~FLAGS;
    }

    /** The process's number. */
    public static int participant(long word) {
        return (int) (word >>> PARTICIPANT_AT);
    }

    /** The thread's number, of which it has the low 32 bits. */
    public static long thread(long word) {
        return word >>> THREAD_AT & 0xFFFF_FFFFL;
    }
}
