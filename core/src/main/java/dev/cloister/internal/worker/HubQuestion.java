package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the parent where the hub of shared objects is. Thread-safe. */
final class HubQuestion {
    private final FrameSender sender;
    private final WorkerLoop loop;

    /** Completed by the next answer; null while nobody asks. Guarded by this. */
    private @Nullable CompletableFuture<byte[]> answer;

    HubQuestion(FrameSender sender, WorkerLoop loop) {
        this.sender = sender;
        this.loop = loop;
    }

    /** The address; waits until the parent has answered, or this process ends with it. */
    byte[] ask() throws IOException {
        CompletableFuture<byte[]> awaited;
        @Nullable CompletableFuture<byte[]> known;
        synchronized (this) {
            known = answer;
            awaited = known == null ? new CompletableFuture<>() : known;
            answer = awaited;
        }
        if (known == null) {
            sender.send(FrameType.HUB_REQUEST, 0, Frame.NO_BODY);
        }
        loop.giveUpLead();
        ByteSource body = new ByteSource(awaited.join());
        String refusal = body.takeString();
        if (refusal != null) {
            throw new IOException(refusal);
        }
        return body.takeSized();
    }

    /** The loop got the answer. */
    synchronized void answered(byte[] body) {
        CompletableFuture<byte[]> asked = answer;
        answer = null;
        if (asked != null) {
            asked.complete(body);
        }
    }
}
