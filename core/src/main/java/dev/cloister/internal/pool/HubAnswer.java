package dev.cloister.internal.pool;

import dev.cloister.internal.context.SharedSource;
import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.hub.Hub;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;

/**
 * Tells workers where the hub of shared objects is: in this process, or, if this is a worker itself, where its own parent
 * says. The body of HUB_REPLY is null and the address, or a text that says why there is none.
 */
public final class HubAnswer {
    private HubAnswer() {}

    /** Answers a HUB_REQUEST, on a thread of its own: a parent may have to be asked. */
    public static void send(WorkerProcess worker) {
        Thread.ofPlatform().daemon().name("cloister-shared").start(() -> worker.send(FrameType.HUB_REPLY, 0, answer()));
    }

    private static byte[] answer() {
        try {
            return new ByteSink(128).putString(null).putSized(address()).toBytes();
        } catch (IOException e) {
            return new ByteSink(128)
                    .putString("the parent has no hub of shared objects: " + e)
                    .toBytes();
        }
    }

    private static byte[] address() throws IOException {
        WorkerContext worker = WorkerContext.process();
        SharedSource source = worker == null ? null : worker.source();
        return source == null ? Hub.address() : source.hubAddress();
    }
}
