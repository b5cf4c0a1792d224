package dev.cloister.shared;

import java.io.IOException;
import java.io.Serial;

/**
 * The other side of a connection is gone in the middle of a message: it died, or the line was cut. What had arrived of the message
 * is lost, and nothing more will come. {@code OSError: got end of file during message} of Python. When the other side is gone
 * between two messages, that is an {@link java.io.EOFException}. Pipes never throw it, because what a dead process had not sent
 * whole was not sent.
 *
 * {@snippet :
 * static void serve(dev.cloister.shared.Connection connection) throws Exception {
 *     try {
 *         while (true) {
 *             System.out.println(connection.receive());
 *         }
 *     } catch (java.io.EOFException e) {
 *         System.out.println("that was all");
 *     } catch (dev.cloister.shared.TruncatedMessageException e) {
 *         System.err.println("the client died while it sent: " + e.getMessage());
 *     }
 * }
 * }
 */
public final class TruncatedMessageException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates one that says of whom, how much had arrived, and how much was awaited. */
    public TruncatedMessageException(String message) {
        super(message);
    }
}
