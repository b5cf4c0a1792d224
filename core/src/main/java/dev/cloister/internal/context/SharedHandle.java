package dev.cloister.internal.context;

import dev.cloister.Shared;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a shared value, wherever it came. Immutable.
 *
 * @param id the value's number
 * @param pool the name of the pool that shares it
 */
record SharedHandle<T extends @Nullable Object>(long id, String pool) implements Shared<T> {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what was shared is what its type says
    public T get() {
        SharedValue here = SharedValues.find(id);
        if (here != null) {
            return (T) here.get();
        }
        return (T) source("the value was closed, or its pool, or it was shared by another JVM")
                .get(id, pool);
    }

    private SharedSource source(String reason) {
        WorkerContext worker = WorkerContext.process();
        SharedSource source = worker == null ? null : worker.source();
        if (source == null) {
            throw new IllegalStateException(this + " is not here: " + reason);
        }
        return source;
    }

    @Override
    public int transfers() {
        SharedValue here = SharedValues.find(id);
        return here == null ? 0 : here.transfers();
    }

    @Override
    public void close() {
        SharedValue here = SharedValues.find(id);
        WorkerContext worker = WorkerContext.process();
        if (here != null) {
            here.close();
        } else if (worker != null && worker.source() != null) {
            worker.source().forget(id);
        }
    }

    @Override
    public String toString() {
        SharedValue here = SharedValues.find(id);
        return here != null ? here.toString() : "shared value " + Long.toHexString(id) + " of " + pool;
    }
}
