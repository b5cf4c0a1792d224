package dev.cloister.shared;

import dev.cloister.internal.memory.MessageRing;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes messages out of the ring of a pipe. */
final class PipeReader {
    final MessageRing ring;

    PipeReader(MessageRing ring) {
        this.ring = ring;
    }

    /** The next message; null if no more will come. */
    @Nullable
    PipeMessage take(long token, int maxBytes) throws IOException, InterruptedException {
        MessageRing.Message message = ring.take(token, Long.MAX_VALUE, maxBytes);
        if (message == null) {
            return null;
        }
        if (message.length > maxBytes) {
            throw new MessageTooLargeException(message.length, maxBytes);
        }
        return new PipeMessage(message.body, message.length, message.kind);
    }
}
