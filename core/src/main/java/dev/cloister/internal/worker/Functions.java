package dev.cloister.internal.worker;

import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The functions that the parent defined, decoded when they are first called. */
final class Functions implements TaskCodec.Functions {
    private final ClassLoader loader;
    private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

    Functions(ClassLoader loader) {
        this.loader = loader;
    }

    void define(int id, byte[] bytes) {
        entries.put(id, new Entry(bytes));
    }

    void forget(int id) {
        entries.remove(id);
    }

    @Override
    public Object find(int id) throws IOException, ClassNotFoundException {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new IOException("function " + id + " is not defined in this worker; please report this");
        }
        return entry.function(loader);
    }

    /** A function: its bytes until the first call, then the function. */
    private static final class Entry {
        /** Null once decoded. Guarded by this. */
        private byte @Nullable [] bytes;

        /** Null until decoded. Written under this, read by any task thread. */
        private volatile @Nullable Object function;

        Entry(byte[] bytes) {
            this.bytes = bytes;
        }

        Object function(ClassLoader loader) throws IOException, ClassNotFoundException {
            Object known = function;
            return known != null ? known : decode(loader);
        }

        private synchronized Object decode(ClassLoader loader) throws IOException, ClassNotFoundException {
            Object known = function;
            if (known == null) {
                byte[] from = bytes;
                if (from == null) {
                    throw new IOException("a function has neither bytes nor a value; please report this");
                }
                known = TaskCodec.decodeFunction(new ByteSource(from), loader);
                function = known;
                bytes = null;
            }
            return known;
        }
    }
}
