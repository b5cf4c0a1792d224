package dev.cloister.internal.pool;

import dev.cloister.PoolOptions;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the workers of one pool are told when the pool takes them. Immutable. */
final class WorkerSetup {
    private final String pool;
    private final int threads;
    private final int maxMessageBytes;
    private final byte[] initializer;
    private final byte[] finalizer;

    /**
     * Encodes the pool's initializer and finalizer, for all workers.
     *
     * @throws dev.cloister.CodecException if one of them cannot travel
     */
    WorkerSetup(String pool, int threads, PoolOptions options, ShippedClasses classes) {
        this.pool = pool;
        this.threads = threads;
        this.maxMessageBytes = options.maxMessageBytes();
        this.initializer = encode("initializer", options.initializer(), maxMessageBytes, classes);
        this.finalizer = encode("finalizer", options.finalizer(), maxMessageBytes, classes);
    }

    private static byte[] encode(String what, @Nullable Object function, int maxBytes, ShippedClasses classes) {
        if (function == null) {
            return Frame.NO_BODY;
        }
        byte[] bytes = TaskCodec.encodeFunction(what, function);
        TaskCodec.requireSize(what, bytes.length, maxBytes);
        classes.addLoaderOf(function);
        return bytes;
    }

    /** Whether a worker is ready only when it has run something. */
    boolean hasInitializer() {
        return initializer.length > 0;
    }

    Configuration of(Slot slot) {
        return new Configuration(
                slot.name,
                threads,
                maxMessageBytes,
                pool,
                slot.number,
                initializer,
                finalizer,
                ProcessIdentity.nameOfThis());
    }

    /** The smallest number that no other of these workers has. */
    static int freeNumber(List<Slot> workers, Slot newcomer) {
        BitSet taken = new BitSet();
        for (Slot slot : workers) {
            if (slot != newcomer) {
                taken.set(slot.number);
            }
        }
        return taken.nextClearBit(0);
    }
}
