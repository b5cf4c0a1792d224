package dev.cloister.shared;

import dev.cloister.RemoteRunnable;
import dev.cloister.internal.codec.HandleCodec;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a shared object on its way: which class it has, which object it is of, and what else it is made from. In
 * messages of Cloister it is a value of its own ({@link Codec}); within objects of the user it goes by Java serialization.
 */
final class Travelling implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    static final int LOCK = 1;
    static final int REENTRANT_LOCK = 2;
    static final int READ_WRITE_LOCK = 3;
    static final int SEMAPHORE = 4;
    static final int CONDITION = 5;
    static final int EVENT = 6;
    static final int LATCH = 7;
    static final int BARRIER = 8;
    static final int QUEUE = 9;
    static final int JOINABLE_QUEUE = 10;
    static final int SIMPLE_QUEUE = 11;
    static final int CONNECTION = 12;
    static final int INTEGER = 13;
    static final int LONG = 14;
    static final int DOUBLE = 15;
    static final int BOOLEAN = 16;
    static final int BYTES = 17;
    static final int STRUCT = 18;
    static final int LIST = 19;
    static final int BYTE_ARRAY = 20;
    static final int BOOLEAN_ARRAY = 21;
    static final int CHAR_ARRAY = 22;
    static final int SHORT_ARRAY = 23;
    static final int INT_ARRAY = 24;
    static final int LONG_ARRAY = 25;
    static final int FLOAT_ARRAY = 26;
    static final int DOUBLE_ARRAY = 27;

    /** What most handles are made from, besides their object. */
    static final @Nullable Object[] NO_DETAILS = {};

    /** One of the constants above. */
    private final int form;

    private final SharedObject.Handle handle;

    /** Those of {@link SharedObject#details}. */
    @SuppressWarnings("serial") // each of them is serializable
    private final @Nullable Object[] details;

    Travelling(int form, SharedObject.Handle handle, @Nullable Object[] details) {
        this.form = form;
        this.handle = handle;
        this.details = details;
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        return arrive();
    }

    /** A handle of the object in this process. */
    private SharedObject arrive() throws InvalidObjectException {
        Attachment attachment = handle.attach();
        return switch (form) {
            case LOCK -> new SharedLock(attachment);
            case REENTRANT_LOCK -> new SharedReentrantLock(attachment);
            case READ_WRITE_LOCK -> new SharedReadWriteLock(attachment);
            case SEMAPHORE -> new SharedSemaphore(attachment);
            case CONDITION -> new SharedCondition(attachment, detail(0, MutexLock.class));
            case EVENT -> new SharedEvent(attachment);
            case LATCH -> new SharedLatch(attachment);
            case BARRIER -> new SharedBarrier(attachment, (RemoteRunnable) details[0]);
            case QUEUE -> new SharedQueue<>(attachment);
            case JOINABLE_QUEUE -> new JoinableQueue<>(attachment);
            case SIMPLE_QUEUE -> new SimpleQueue<>(attachment);
            case CONNECTION -> new PipeConnection(attachment, detail(0, Integer.class));
            case LIST -> new SharedList(attachment);
            default -> arriveWithLock(attachment);
        };
    }

    private LockableObject arriveWithLock(Attachment attachment) throws InvalidObjectException {
        LockChoice lock = new LockChoice(detail(0, Boolean.class), (SharedLock) details[1]);
        return switch (form) {
            case INTEGER -> new SharedInteger(attachment, lock);
            case LONG -> new SharedLong(attachment, lock);
            case DOUBLE -> new SharedDouble(attachment, lock);
            case BOOLEAN -> new SharedBoolean(attachment, lock);
            case BYTES -> new SharedBytes(attachment, lock, detail(2, Integer.class));
            case STRUCT ->
                new SharedStruct(
                        attachment, lock, detail(2, TravellingLayout.class).toLayout());
            case BYTE_ARRAY -> new SharedByteArray(attachment, lock, length());
            case BOOLEAN_ARRAY -> new SharedBooleanArray(attachment, lock, length());
            case CHAR_ARRAY -> new SharedCharArray(attachment, lock, length());
            case SHORT_ARRAY -> new SharedShortArray(attachment, lock, length());
            case INT_ARRAY -> new SharedIntArray(attachment, lock, length());
            case LONG_ARRAY -> new SharedLongArray(attachment, lock, length());
            case FLOAT_ARRAY -> new SharedFloatArray(attachment, lock, length());
            case DOUBLE_ARRAY -> new SharedDoubleArray(attachment, lock, length());
            default -> throw new InvalidObjectException("no handle has form " + form);
        };
    }

    private long length() {
        return detail(2, Long.class);
    }

    private <T> T detail(int index, Class<T> type) {
        return type.cast(Objects.requireNonNull(details[index]));
    }

    /** Handles as values: {@code form u8 | handle | number of details u8, details as values}. */
    static final class Codec implements HandleCodec {
        @Override
        public boolean isHandle(Object value) {
            return value instanceof SharedObject;
        }

        @Override
        public void encode(ByteSink to, Object handle) throws IOException {
            Travelling travelling = ((SharedObject) handle).travelling();
            to.putByte(travelling.form);
            travelling.handle.encode(to);
            to.putByte(travelling.details.length);
            for (Object detail : travelling.details) {
                ValueCodec.encode(to, detail);
            }
        }

        @Override
        public Object decode(ByteSource from, ClassLoader loader) throws IOException, ClassNotFoundException {
            int form = from.takeByte();
            SharedObject.Handle handle = SharedObject.Handle.decode(from);
            int count = from.takeByte();
            @Nullable Object[] details = count == 0 ? NO_DETAILS : new @Nullable Object[count];
            for (int i = 0; i < count; i++) {
                details[i] = ValueCodec.decode(from, loader);
            }
            return new Travelling(form, handle, details).arrive();
        }
    }
}
