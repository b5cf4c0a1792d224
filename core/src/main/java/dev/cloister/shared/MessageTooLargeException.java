package dev.cloister.shared;

import java.io.IOException;
import java.io.Serial;

/**
 * A message was longer than its receiver allows. It was thrown away before any memory was taken for it; the next one is intact.
 *
 * {@snippet :
 * try (var pipe = dev.cloister.shared.Pipe.duplex()) {
 *     pipe.second().setMaxMessageBytes(10_000);
 *     pipe.first().sendBytes(new byte[100_000]);
 *     try {
 *         byte[] message = pipe.second().receiveBytes();
 *     } catch (dev.cloister.shared.MessageTooLargeException e) {
 *         System.err.println("refused " + e.messageBytes() + " bytes");
 *     }
 * }
 * }
 */
public final class MessageTooLargeException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long messageBytes;
    private final long maxMessageBytes;

    /** Creates one for a message of so many bytes, where so many are allowed. */
    public MessageTooLargeException(long messageBytes, long maxMessageBytes) {
        super("a message of " + messageBytes + " bytes was refused: at most " + maxMessageBytes
                + " are allowed here; see setMaxMessageBytes");
        this.messageBytes = messageBytes;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** How long the message was, in bytes. */
    public long messageBytes() {
        return messageBytes;
    }

    /** How long it could be, in bytes. */
    public long maxMessageBytes() {
        return maxMessageBytes;
    }
}
