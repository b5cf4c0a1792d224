package dev.cloister.internal.context;

import dev.cloister.internal.codec.SharedCodec;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The values that pools of this JVM share with their tasks. Thread-safe. */
public final class SharedValues {
    /** Random, so that a handle which went astray to another JVM finds nothing there. */
    private static final AtomicLong IDS = new AtomicLong(
            new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid() << 40).nextLong());

    private static final Map<Long, SharedValue> VALUES = new ConcurrentHashMap<>();

    private SharedValues() {}

    /** Keeps a value until it is closed. */
    public static SharedValue add(String pool, @Nullable Object value) {
        SharedValue added = new SharedValue(IDS.incrementAndGet(), pool, value);
        VALUES.put(added.id(), added);
        return added;
    }

    static @Nullable SharedValue find(long id) {
        return VALUES.get(id);
    }

    static void remove(long id) {
        VALUES.remove(id);
    }

    /** Gives a worker what it asked for, or says why not. May run the value's {@code writeObject}. */
    public static void answer(long id, Holder holder, int maxBytes) {
        SharedValue value = VALUES.get(id);
        if (value == null) {
            holder.send(id, SharedCodec.refusal("it was closed, or another JVM shares it"));
        } else {
            value.answer(holder, maxBytes);
        }
    }

    /** A worker process that asks for shared values. */
    public interface Holder {
        /** Sends it an answer. Must not wait. */
        void send(long id, byte[] answer);

        /** Tells it to drop its copy. Must not wait. */
        void forget(long id);

        /** Whether it has not ended. */
        boolean isAlive();
    }
}
