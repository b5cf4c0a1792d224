package dev.cloister.internal.member;

import dev.cloister.internal.memory.Waits;
import java.io.IOException;

/** The hub as one process sees it: in the same JVM, or at the other end of a socket. Thread-safe. */
public interface HubPort {
    /** This process's number at the hub. */
    int participant();

    /** Names the hub; handles carry it. */
    long hub();

    /**
     * Makes an object of zeros.
     *
     * @param argument means something to the kind
     * @throws IOException with {@link dev.cloister.internal.memory.OutOfSharedMemory} if there is no space, or if the hub
     *     is gone
     */
    Grant create(ObjectKind kind, long bytes, long argument) throws IOException;

    /**
     * Takes part in an object.
     *
     * @throws IllegalStateException if it is not there any more
     */
    Grant attach(long id) throws IOException;

    /**
     * Takes part in an object of which a handle told all that a grant does, without asking, if that is possible; what is not
     * there any more is told as destroyed. Does not wait.
     *
     * @return whether it is; else {@link #attach} asks
     */
    boolean attachUnasked(long id);

    /** No longer takes part; or ends the object for all, if {@code destroy}. Does not wait. */
    void detach(long id, boolean destroy);

    /**
     * A handle is on its way to another process, so that the object is not to end although nobody has it. Does not wait.
     *
     * @param ticket names the handle
     */
    void exported(long id, long ticket);

    /** This process ends in order, soon: nobody is to take its end for a death. Does not wait. */
    void leaving();

    /** A handle that was on its way has been attached here. Does not wait. */
    void arrived(long id, long ticket);

    /** Begins a wait, which ends with {@link HubEvents#woken}. Does not wait itself. */
    void await(long waiter, long id, long word, long waiters, long expected, Waits.How how, boolean timed, long thread);

    /** Nobody waits for that any more. Does not wait. */
    void forget(long waiter);

    /** Wakes up to so many that wait at this word. Does not wait. */
    void wake(long id, long word, int count);

    /**
     * Has the hub do something to an object, and waits for the answer.
     *
     * @throws IllegalStateException if the object is not there any more, or refuses
     */
    long call(long id, int operation, long a, long b) throws IOException;

    /**
     * This process is about to create a named file.
     *
     * @return the directory for its own link; what is there is removed when this process ends
     */
    String beginNaming() throws IOException;

    /** A creation is over, well or not; or, if not {@code created}, a name was taken away. Does not wait. */
    void endNaming(boolean created);

    /** A call to the hub itself. */
    long NO_OBJECT = 0;

    /** The operation of {@link #NO_OBJECT} that says which process has a number. */
    int PROCESS_ID = 1;

    /** The process with this number; 0 if it has ended, or if the hub does not say so soon. Waits 0.1 s at most. */
    long processId(int participant);

    /** With this in place of a waiter's number, minus i, {@link #deadlock} tells the i-th circle there is. */
    long FIRST_CIRCLE = -1;

    /** Says which threads wait for each other, after a wait of this process was refused. */
    String deadlock(long waiter) throws IOException;
}
