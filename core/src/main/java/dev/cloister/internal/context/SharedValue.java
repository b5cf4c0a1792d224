package dev.cloister.internal.context;

import dev.cloister.CodecException;
import dev.cloister.Shared;
import dev.cloister.internal.codec.SharedCodec;
import dev.cloister.internal.context.SharedValues.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One shared value in the JVM that shares it: the object, its bytes, and who has a copy. Thread-safe. */
public final class SharedValue {
    private final long id;
    private final String pool;

    /** All guarded by this. */
    private @Nullable Object value;

    private byte @Nullable [] answer;
    private List<Holder> holders = new ArrayList<>();
    private int transfers;
    private boolean closed;
    private @Nullable Consumer<SharedValue> onClose;

    SharedValue(long id, String pool, @Nullable Object value) {
        this.id = id;
        this.pool = pool;
        this.value = value;
    }

    long id() {
        return id;
    }

    /** What users get. */
    public <T extends @Nullable Object> Shared<T> handle() {
        return new SharedHandle<>(id, pool);
    }

    /** What is to be done once when it is closed. Set before anybody else sees it. */
    public synchronized void onClose(Consumer<SharedValue> action) {
        onClose = action;
    }

    /**
     * Encodes it unless that was done.
     *
     * @throws CodecException if it cannot travel
     */
    public synchronized void encode(int maxBytes) {
        if (answer == null && !closed) {
            answer = SharedCodec.encode(value, maxBytes);
        }
    }

    synchronized @Nullable Object get() {
        if (closed) {
            throw new IllegalStateException(describe() + " was closed");
        }
        return value;
    }

    /** Under the lock until the answer is in line, so that no worker gets it after it was told to forget it. */
    synchronized void answer(Holder holder, int maxBytes) {
        byte[] bytes;
        try {
            encode(maxBytes);
            bytes = answer;
        } catch (CodecException | OutOfMemoryError e) { // it was shared by a pool of threads, which needs no bytes
            bytes = SharedCodec.refusal(e.toString());
        }
        if (bytes == null) {
            holder.send(id, SharedCodec.refusal("it was closed"));
            return;
        }
        holders.removeIf(one -> !one.isAlive());
        holders.add(holder);
        transfers++;
        holder.send(id, bytes);
    }

    synchronized int transfers() {
        return transfers;
    }

    /** Frees it here and in the workers. */
    public void close() {
        List<Holder> told;
        Consumer<SharedValue> action;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            value = null;
            answer = null;
            told = holders;
            holders = new ArrayList<>();
            for (Holder holder : told) {
                holder.forget(id);
            }
            action = onClose;
            onClose = null;
        }
        SharedValues.remove(id);
        if (action != null) {
            action.accept(this);
        }
    }

    private String describe() {
        return "shared value " + Long.toHexString(id) + " of " + pool;
    }

    @Override
    public synchronized String toString() {
        byte[] bytes = answer;
        return describe()
                + (closed ? ", closed" : bytes == null ? "" : ", " + (bytes.length - 1) + " bytes")
                + ", sent " + transfers + " times";
    }
}
