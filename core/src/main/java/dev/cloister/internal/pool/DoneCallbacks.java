package dev.cloister.internal.pool;

import dev.cloister.TaskFuture;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The user's callbacks of one future: run one after the other in the order of registration, never on a thread of the pool.
 * Thread-safe.
 */
final class DoneCallbacks<V extends @Nullable Object> implements Consumer<TaskEnding> {
    private final TaskFuture<V> future;

    /** Not yet run. Guarded by this. */
    private final ArrayDeque<Consumer<? super TaskFuture<V>>> waiting = new ArrayDeque<>();

    /** Whether the future has ended, and whether a thread runs callbacks. Guarded by this. */
    private boolean ended;

    private boolean running;

    DoneCallbacks(TaskFuture<V> future) {
        this.future = future;
    }

    /** Adds one; runs it, and what is added meanwhile, if the future has ended and nobody else does. */
    void add(Consumer<? super TaskFuture<V>> callback) {
        synchronized (this) {
            waiting.add(callback);
            if (!ended || running) {
                return;
            }
            running = true;
        }
        runAll();
    }

    /** The future has ended. On a thread of the pool. */
    @Override
    public void accept(TaskEnding ending) {
        synchronized (this) {
            ended = true;
            if (waiting.isEmpty()) {
                return;
            }
            running = true;
        }
        UserThreads.start("cloister-callbacks", this::runAll);
    }

    private void runAll() {
        for (Consumer<? super TaskFuture<V>> next = poll(); next != null; next = poll()) {
            try {
                next.accept(future);
            } catch (Throwable t) { // the others still run
                UserThreads.report(t);
            }
        }
    }

    private synchronized @Nullable Consumer<? super TaskFuture<V>> poll() {
        Consumer<? super TaskFuture<V>> next = waiting.poll();
        running = next != null;
        return next;
    }
}
