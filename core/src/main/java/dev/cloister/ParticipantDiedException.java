package dev.cloister;

import java.io.Serial;

/**
 * A process that a thread waits for died: what it was to do is not done by it any more. The object that it took part in is
 * whole and can be used; wait again if somebody else is to do it.
 *
 * {@snippet :
 * try (var lock = dev.cloister.shared.SharedLock.create()) {
 *     lock.lock();
 * } catch (dev.cloister.ParticipantDiedException e) {
 *     System.err.println(e.getMessage());
 * }
 * }
 */
public final class ParticipantDiedException extends SharedObjectException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The message says which process, and what it took part in. */
    public ParticipantDiedException(String message) {
        super(message, null);
    }
}
