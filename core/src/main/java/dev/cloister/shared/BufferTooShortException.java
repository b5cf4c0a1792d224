package dev.cloister.shared;

import java.io.IOException;
import java.io.Serial;

/**
 * A message was longer than the buffer that it was to be received into. The message was taken from the connection, and is here;
 * the next one is intact. Python's {@code BufferTooShort}.
 *
 * {@snippet :
 * try (var pipe = dev.cloister.shared.Pipe.duplex()) {
 *     pipe.first().sendBytes(new byte[100]);
 *     byte[] buffer = new byte[10];
 *     try {
 *         int length = pipe.second().receiveBytes(buffer);
 *     } catch (dev.cloister.shared.BufferTooShortException e) {
 *         byte[] all = e.receivedMessage();
 *     }
 * }
 * }
 */
public final class BufferTooShortException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final byte[] receivedMessage;

    /** Creates one for this message, and the room that there was for it, in bytes. */
    public BufferTooShortException(byte[] receivedMessage, int room) {
        super("the message has " + receivedMessage.length + " bytes, the buffer has room for " + room
                + ": receivedMessage() of this exception is the whole message");
        this.receivedMessage = receivedMessage;
    }

    /** All of the message; the same array each time. */
    public byte[] receivedMessage() {
        return receivedMessage;
    }
}
