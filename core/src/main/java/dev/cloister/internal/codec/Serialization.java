package dev.cloister.internal.codec;

import dev.cloister.internal.protocol.ByteSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Java serialization over byte arrays, with classes from a given loader and limits against hostile bytes. */
final class Serialization {
    /** Deeper graphs overflow the reader's stack anyway. */
    private static final int MAX_DEPTH = 2000;

    /**
     * Hash tables within hash tables: each level may double the work of rebuilding the outermost, which has to hash its
     * keys, so that some hundred bytes could keep a processor busy for years. 24 levels take about a second.
     */
    private static final int MAX_NESTED_TABLES = Math.max(1, Integer.getInteger("dev.cloister.maxNestedTables", 24));

    private Serialization() {}

    static void write(ByteSink to, Object value) throws IOException {
        try (ObjectOutputStream out = new ShortOutput(new SinkStream(to))) {
            out.writeObject(value);
        }
    }

    static @Nullable Object read(byte[] bytes, int at, int length, ClassLoader loader)
            throws IOException, ClassNotFoundException {
        return read(bytes, at, length, loader, null);
    }

    /** With a filter that must not refuse what is read; null for none but the limits. */
    static @Nullable Object read(
            byte[] bytes, int at, int length, ClassLoader loader, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        Limits limits = new Limits(length, filter);
        try (LoaderInput in = new LoaderInput(new ByteArrayInputStream(bytes, at, length), loader)) {
            in.setObjectInputFilter(limits);
            if (filter != null) {
                in.measure(new HashWork(length));
            }
            return in.readObject();
        } catch (InvalidClassException e) {
            throw limits.explain(e);
        }
    }

    /**
     * Writes the class of an array by its name alone. The standard form holds a hash, which every lambda and every
     * stack trace would need: computing the first one loads the security providers, some 25 ms in a young JVM.
     */
    private static final class ShortOutput extends ObjectOutputStream {
        ShortOutput(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
            boolean array = description.forClass().isArray();
            writeBoolean(array);
            if (array) {
                writeUTF(description.getName());
            } else {
                super.writeClassDescriptor(description);
            }
        }
    }

    /** Resolves classes with one loader, also for lambdas, whose capturing class is named in the stream. */
    private static final class LoaderInput extends ObjectInputStream {
        private final ClassLoader loader;

        /** Measures what somebody who may be hostile has sent; else null. */
        private @Nullable HashWork work;

        LoaderInput(ByteArrayInputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        void measure(HashWork measure) {
            work = measure;
            boolean _ = enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object object) throws IOException {
            if (work != null && object != null) {
                work.read(object);
            }
            return object;
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            if (!readBoolean()) {
                return super.readClassDescriptor();
            }
            String name = readUTF();
            Class<?> array = Class.forName(name, false, loader);
            if (!array.isArray()) {
                throw new InvalidClassException(name, "not an array");
            }
            return ArrayDescriptor.of(name);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            Class<?> primitive = Class.forPrimitiveName(description.getName());
            return primitive != null ? primitive : Class.forName(description.getName(), false, loader);
        }

        @Override
        protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
            Class<?>[] interfaces = new Class<?>[names.length];
            ClassLoader definer = loader;
            for (int i = 0; i < names.length; i++) {
                interfaces[i] = Class.forName(names[i], false, loader);
                if (!Modifier.isPublic(
                        interfaces[i].getModifiers())) { // such a proxy is in the package of that interface
                    definer = interfaces[i].getClassLoader();
                }
            }
            try {
                @SuppressWarnings("deprecation") // the class is needed, not an instance
                Class<?> proxy = Proxy.getProxyClass(definer, interfaces);
                return proxy;
            } catch (IllegalArgumentException e) {
                throw new InvalidClassException("no proxy class for " + String.join(", ", names));
            }
        }
    }

    /**
     * The description of an array's class with the hash 0, which nobody looks at. The one that the JDK makes computes the real
     * hash when it is read, as expensive as when it is written.
     */
    private static final class ArrayDescriptor extends ObjectInputStream {
        private static final int SERIALIZABLE = 2;

        private ArrayDescriptor(byte[] stream) throws IOException {
            super(new ByteArrayInputStream(stream));
        }

        static ObjectStreamClass of(String name) throws IOException, ClassNotFoundException {
            ByteArrayOutputStream described = new ByteArrayOutputStream();
            DataOutputStream data = new DataOutputStream(described);
            data.writeUTF(name);
            data.writeLong(0);
            data.writeByte(SERIALIZABLE);
            data.writeShort(0); // fields
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(stream);
            out.writeShort(STREAM_MAGIC);
            out.writeShort(STREAM_VERSION);
            out.writeByte(TC_BLOCKDATALONG);
            out.writeInt(described.size());
            described.writeTo(out);
            try (ArrayDescriptor in = new ArrayDescriptor(stream.toByteArray())) {
                return in.readClassDescriptor();
            }
        }
    }

    /**
     * Refuses what no honest object of this length can hold: every element of an array takes at least a byte, and the
     * tables behind collections at most four times as many slots as they have entries. Replaces a process-wide
     * {@code jdk.serialFilter}, which was written for other streams.
     */
    private static final class Limits implements ObjectInputFilter {
        private final int length;

        /** Asked after the limits; null for none. */
        private final @Nullable ObjectInputFilter then;

        /** The depths of the hash tables that the object being read is in, outermost first. */
        private final long[] tables = new long[MAX_NESTED_TABLES + 1];

        private int nested;

        /** The class that was refused by the filter behind the limits; null if none was. */
        private @Nullable Class<?> refusedClass;

        Limits(int length, @Nullable ObjectInputFilter then) {
            this.length = length;
            this.then = then;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            boolean refused = info.depth() > MAX_DEPTH
                    || isNestedTooDeep(info)
                    || info.arrayLength() > 4L * length + 1024
                    || info.references() > length
                    || info.streamBytes() > length;
            if (refused) {
                return Status.REJECTED;
            }
            Status status = then == null ? Status.ALLOWED : then.checkInput(info);
            if (status == Status.REJECTED) {
                refusedClass = info.serialClass();
            }
            return status;
        }

        /** The JDK's exception does not say which class was refused. */
        InvalidClassException explain(InvalidClassException thrown) {
            Class<?> type = refusedClass;
            if (type == null) {
                return thrown;
            }
            String what = type == SerializedLambda.class
                    ? "lambdas are not allowed here (RemoteOptions.withLambdas, and withAllowedClasses for the class they are in)"
                    : "the class is not allowed here (RemoteOptions.withAllowedClasses)";
            InvalidClassException explained = new InvalidClassException(type.getName(), what);
            explained.initCause(thrown);
            return explained;
        }

        /** Each hash table, that of a set too, asks for its array of entries before it is filled. */
        private boolean isNestedTooDeep(FilterInfo info) {
            if (info.serialClass() != Map.Entry[].class) {
                return false;
            }
            while (nested > 0 && tables[nested - 1] >= info.depth()) {
                nested--;
            }
            tables[nested++] = info.depth();
            return nested > MAX_NESTED_TABLES;
        }
    }

    /** Puts what is written into a sink. */
    private static final class SinkStream extends OutputStream {
        private final ByteSink sink;

        SinkStream(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int b) {
            sink.putByte(b);
        }

        @Override
        public void write(byte[] bytes, int at, int length) {
            sink.putBytes(bytes, at, length);
        }
    }
}
