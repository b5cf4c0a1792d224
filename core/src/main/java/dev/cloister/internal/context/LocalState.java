package dev.cloister.internal.context;

import dev.cloister.RemoteCallable;
import dev.cloister.RemoteConsumer;
import org.jspecify.annotations.Nullable;

/** What one {@code WorkerLocal} holds in one worker. Thread-safe. */
final class LocalState {
    private final WorkerContext context;
    private final RemoteCallable<?> create;
    private final @Nullable RemoteConsumer<@Nullable Object> close;

    /** Meaningful once built. Guarded by this, as the other two. */
    private @Nullable Object value;

    private boolean built;

    /** True while {@link #create} runs: only that thread can see it. */
    private boolean building;

    LocalState(WorkerContext context, RemoteCallable<?> create, @Nullable RemoteConsumer<@Nullable Object> close) {
        this.context = context;
        this.create = create;
        this.close = close;
    }

    synchronized @Nullable Object get() {
        if (!built) {
            if (building) {
                throw new IllegalStateException(
                        "the function that builds the state of a WorkerLocal asks for that state");
            }
            building = true;
            try {
                value = build();
            } finally {
                building = false;
            }
            built = true;
            if (!context.add(this)) {
                closeQuietly();
                throw new IllegalStateException("the worker exits: the state of a WorkerLocal was closed at once");
            }
        }
        return value;
    }

    private @Nullable Object build() {
        try {
            return create.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("the state of a WorkerLocal could not be built: " + e, e);
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (Exception e) { // the caller throws already
            System.err.println("cloister: closing the state of a WorkerLocal threw " + e);
        }
    }

    /** The user's function if there is one, else {@code AutoCloseable.close}. */
    synchronized void close() throws Exception {
        if (!built) {
            return;
        }
        if (close != null) {
            close.accept(value);
        } else if (value instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
