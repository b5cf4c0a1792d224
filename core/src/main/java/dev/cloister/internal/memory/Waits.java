package dev.cloister.internal.memory;

/**
 * How a thread waits for other processes to change a word, and tells them that it changed one. A gate is a word and the
 * count of those that wait for it to change. Only the hub writes the count, so that a death cannot make it wrong.
 */
public interface Waits {
    /**
     * Waits until the word at {@code wordAt} differs from {@code expected}, or somebody calls {@link #wake} for it. May
     * return for no reason; callers look again.
     *
     * @param word where the word is, from the object's beginning
     * @param waiters where the hub keeps the count of those that wait
     * @param expected returns at once if the word has another value
     * @param how what kind of wait it is
     * @param deadline of {@link System#nanoTime}; {@link Long#MAX_VALUE} for none
     * @return false if the time is up
     * @throws InterruptedException if the thread is interrupted and the wait is {@link How#interruptible}
     * @throws IllegalStateException if the object was closed meanwhile
     */
    boolean await(long word, long waiters, long expected, How how, long deadline) throws InterruptedException;

    /** Wakes up to so many of those that wait at this gate, the first that came. */
    void wake(long word, int count);

    /**
     * What kind of wait it is.
     *
     * @param atLeast wait until the word is at least {@code expected}, not until it differs from it
     * @param forOwner the word names the thread that holds a lock: the wait counts when deadlocks are looked for
     * @param refusable the wait may be refused if it closes a circle that nobody else can open
     * @param interruptible whether an interrupt ends it
     */
    record How(boolean atLeast, boolean forOwner, boolean refusable, boolean interruptible) {
        public static final How CHANGE = new How(false, false, false, true);
        public static final How CHANGE_UNINTERRUPTIBLY = new How(false, false, false, false);
        public static final How AT_LEAST = new How(true, false, false, true);
        public static final How AT_LEAST_UNINTERRUPTIBLY = new How(true, false, false, false);

        /** For a lock that its owner alone can release: may be refused with a {@code DeadlockException}. */
        public static final How OWNER = new How(false, true, true, true);

        public static final How OWNER_UNINTERRUPTIBLY = new How(false, true, true, false);

        /** For a lock whose holder is named, never refused. */
        public static final How HOLDER = new How(false, true, false, true);

        public static final How HOLDER_UNINTERRUPTIBLY = new How(false, true, false, false);
    }
}
