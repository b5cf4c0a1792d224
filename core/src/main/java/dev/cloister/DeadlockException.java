package dev.cloister;

import java.io.Serial;

/**
 * A thread did not begin to wait for a lock, because the wait would never end: threads, of one process or several, would wait
 * for each other in a circle. The message has the stack of each of them. The thread does not have the lock; it still has those
 * that it had, so release them.
 *
 * {@snippet :
 * java.util.concurrent.locks.Lock from = new java.util.concurrent.locks.ReentrantLock(); // shared ones
 * java.util.concurrent.locks.Lock to = new java.util.concurrent.locks.ReentrantLock();
 * from.lock();
 * try {
 *     to.lock(); // another process may take them the other way round
 *     to.unlock();
 * } catch (dev.cloister.DeadlockException e) {
 *     System.err.println(e.getMessage());
 * } finally {
 *     from.unlock();
 * }
 * }
 *
 * <p>Found are circles of waits without a deadline for locks that only their owner can release; not those in which a thread
 * waits for something else, such as a queue or a lock of the JVM.
 */
public final class DeadlockException extends SharedObjectException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The message says which threads wait, and for what. */
    public DeadlockException(String message) {
        super(message, null);
    }
}
