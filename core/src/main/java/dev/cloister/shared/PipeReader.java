package dev.cloister.shared;

import dev.cloister.internal.member.AnyWait;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
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
        MessageRing.Message message = ring.take(token, Long.MAX_VALUE);
        if (message == null) {
            return null;
        }
        if (message.body.length > maxBytes) {
            throw new MessageTooLargeException(message.body.length, maxBytes);
        }
        return new PipeMessage(message.body, message.body.length, message.kind);
    }

    /** Lets a wait end when there may be something to take. */
    void register(Attachment pipe, AnyWait wait, boolean timed) {
        long gate = ring.takersGate();
        long seen = Words.get(pipe.memory(), gate);
        if (ring.outcomeOfTake() == MessageRing.Outcome.NOT_NOW) {
            wait.at(pipe, gate, ring.takersWait(), seen, Waits.How.CHANGE, timed);
        }
    }
}
