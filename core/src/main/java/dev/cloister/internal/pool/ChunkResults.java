package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of a chunk, in order: bytes as they came, and errors that the parent found. Guarded by the
 * pool's lock until the chunk has ended; then for one reader.
 */
final class ChunkResults {
    private static final int ERROR = 1;
    private static final Part NOTHING = new Part(new byte[0], "");

    /** What a worker told, one or more items. */
    private record Part(byte[] bodies, String worker) {}

    private final int items;

    /** Each a {@link Part}, or a Throwable for one item. */
    private final List<Object> parts = new ArrayList<>(4);

    /** How many parts were counted, the items in them, and those of these that failed. */
    private int counted;

    private int settled;
    private int failed;

    ChunkResults(int items) {
        this.items = items;
    }

    void add(byte[] bodies, String worker) {
        parts.add(new Part(bodies, worker));
    }

    void addError(Throwable error) {
        parts.add(error);
        counted = parts.size();
        settled++;
        failed++;
    }

    /** How many items have ended, as far as they were counted. */
    int settled() {
        return settled;
    }

    int failed() {
        return failed;
    }

    /** Counts what has come. */
    void settle() throws IOException {
        while (counted < parts.size()) {
            ByteSource source = new ByteSource(((Part) parts.get(counted++)).bodies());
            while (source.left() > 0) {
                int length = OutcomeCodec.takeItemLength(source);
                failed += source.peekByte() == ERROR ? 1 : 0;
                source.advance(length);
                settled++;
            }
        }
        if (settled > items) {
            throw new IOException("malformed message: " + settled + " results of " + items + " items");
        }
    }

    /** Takes what became of one item after the other. */
    interface Reader {
        /** It returned. */
        void value(@Nullable Object value);

        /** It failed. */
        void error(Throwable error);

        /** Says where the next item ran in this worker, for the stack of its error. */
        String origin(String worker);
    }

    /** Reads everything, and drops what was read. Runs the user's {@code readObject}. */
    void drain(ClassLoader loader, Reader reader) {
        for (int i = 0; i < parts.size(); i++) {
            Object part = parts.set(i, NOTHING);
            if (part instanceof Throwable error) {
                reader.error(error);
            } else {
                Part told = (Part) part;
                drain(new ByteSource(told.bodies()), told.worker(), loader, reader);
            }
        }
    }

    private static void drain(ByteSource source, String worker, ClassLoader loader, Reader reader) {
        while (source.left() > 0) {
            @Nullable Object value = null;
            Throwable error = null;
            try {
                value = OutcomeCodec.takeItem(source, loader);
            } catch (OutcomeCodec.ItemFailed e) {
                error = e.error(loader, reader.origin(worker));
            } catch (CodecException e) {
                error = e;
            }
            if (error == null) {
                reader.value(value);
            } else {
                reader.error(error);
            }
        }
    }
}
