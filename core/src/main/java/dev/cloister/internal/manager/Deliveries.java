package dev.cloister.internal.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what the last calls of a link have taken for their caller goes back, until it is known that the caller has got the answer.
 * Thread-safe: one thread answers, another says that the caller has given up.
 */
final class Deliveries {
    /** Of the last message; mostly none. Guarded by this, as all fields. */
    private final List<Runnable> undoes = new ArrayList<>(1);

    /** The number of the message that these belong to. */
    private int message;

    /** The caller does not read the answer to this message. */
    private int givenUp;

    /** A call of a message has ended. */
    synchronized void add(int ofMessage, @Nullable Runnable undo) {
        message = ofMessage;
        if (undo == null) {
            return;
        }
        if (givenUp == ofMessage) {
            undo.run();
        } else {
            undoes.add(undo);
        }
    }

    /** The caller has got the answer. */
    synchronized void arrived() {
        undoes.clear();
    }

    /** The answer cannot be sent. */
    synchronized void undo() {
        while (!undoes.isEmpty()) {
            undoes.removeLast().run();
        }
    }

    /** The last call has not come to a result that can be sent. */
    synchronized void undoLast() {
        if (!undoes.isEmpty()) {
            undoes.removeLast().run();
        }
    }

    /** The caller does not read the answer to a message, whether that was sent already or not. */
    synchronized void giveUp(int ofMessage) {
        givenUp = ofMessage;
        if (message == ofMessage) {
            undo();
        }
    }
}
