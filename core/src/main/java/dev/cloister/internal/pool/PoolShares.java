package dev.cloister.internal.pool;

import dev.cloister.internal.context.SharedValue;
import dev.cloister.internal.context.SharedValues;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The values that one pool shares with its tasks. Thread-safe. */
public final class PoolShares {
    private final Set<SharedValue> open = ConcurrentHashMap.newKeySet();

    SharedValue add(String pool, @Nullable Object value) {
        SharedValue added = SharedValues.add(pool, value);
        open.add(added);
        added.onClose(open::remove);
        return added;
    }

    /** The pool has terminated. */
    void close() {
        open.forEach(SharedValue::close);
    }

    /** Answers a SHARED_REQUEST, on a thread of its own: the value may have to be encoded. */
    public static void answer(WorkerProcess worker, long id, int maxBytes) {
        Thread.ofPlatform()
                .daemon()
                .name("cloister-shared")
                .start(() -> SharedValues.answer(id, new Copyholder(worker), maxBytes));
    }

    /** A worker process with a copy. */
    private record Copyholder(WorkerProcess worker) implements SharedValues.Holder {
        @Override
        public void send(long id, byte[] answer) {
            worker.send(FrameType.SHARED_REPLY, id, answer);
        }

        @Override
        public void forget(long id) {
            worker.send(FrameType.FORGET_SHARED, id, Frame.NO_BODY);
        }

        @Override
        public boolean isAlive() {
            return worker.isAlive();
        }
    }
}
