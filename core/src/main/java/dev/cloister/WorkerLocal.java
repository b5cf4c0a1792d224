package dev.cloister;

import dev.cloister.internal.context.WorkerContext;
import java.io.Serializable;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that each worker builds once for its tasks: a connection, a model, a parser. Python: {@code use_worker_state},
 * or a global set by the initializer.
 *
 * <p>The handle travels with tasks; {@link #get()} builds the state when the first task of a worker asks for it, and
 * returns that same object in this worker ever after. A worker is a process, a thread of a pool of platform threads, or
 * the whole pool when it is one of virtual threads or a serial one: with several threads in a process, or virtual
 * threads, the state is used by several tasks at a time.
 *
 * <p>The state is closed at the worker's orderly end (it is retired, the pool is closed, SIGTERM, {@code System.exit}),
 * the last built first: with the function of {@link #withClose}, else with {@code close()} if it is
 * {@link AutoCloseable}. All exit hooks of a worker process together have 5 seconds. A worker that is killed or crashes
 * closes nothing; its replacement builds a state of its own.
 *
 * {@snippet :
 * dev.cloister.WorkerLocal<StringBuilder> log = dev.cloister.WorkerLocal.<StringBuilder>of(() -> new StringBuilder())
 *         .withClose(text -> System.out.println(text));
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     pool.map(n -> log.get().append(n).length(), java.util.List.of(1, 2, 3));
 * }
 * }
 *
 * <p>Safe for use by many threads.
 *
 * @param <S> the type of the state
 */
public final class WorkerLocal<S extends @Nullable Object> implements Serializable {
    private static final long serialVersionUID = 1;

    /** Handles are told apart by number, also those that came from another JVM; so numbers start at random. */
    private static final AtomicLong NUMBERS = new AtomicLong(
            new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid() << 40).nextLong());

    private final long number = NUMBERS.incrementAndGet();
    private final RemoteCallable<S> create;
    private final @Nullable RemoteConsumer<? super S> close;

    private WorkerLocal(RemoteCallable<S> create, @Nullable RemoteConsumer<? super S> close) {
        this.create = Objects.requireNonNull(create, "create");
        this.close = close;
    }

    /** A handle whose state {@code create} builds, in each worker that asks for it. */
    public static <S extends @Nullable Object> WorkerLocal<S> of(RemoteCallable<S> create) {
        return new WorkerLocal<>(create, null);
    }

    /** Another handle, with a state of its own, that is closed so at the worker's orderly end. */
    public WorkerLocal<S> withClose(RemoteConsumer<? super S> action) {
        return new WorkerLocal<>(create, Objects.requireNonNull(action, "action"));
    }

    /**
     * The state in the worker that runs the calling task. Waits while another task of the worker builds it. When building
     * it throws, so does this, with checked exceptions as the cause of an {@link IllegalStateException}; the next call
     * tries again.
     *
     * @throws IllegalStateException outside of a worker; in a worker that is exiting and has closed its states; from the
     *     function that builds this very state
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // what was built with these functions is what their types say
    public S get() {
        WorkerContext worker = WorkerContext.current();
        if (worker == null) {
            throw new IllegalStateException(
                    "this is no worker: the state of a WorkerLocal is built in a worker, for its"
                            + " tasks; call get() inside of a task");
        }
        return (S) worker.state(number, create, (RemoteConsumer<@Nullable Object>) close);
    }

    @Override
    public String toString() {
        return "WorkerLocal[" + Long.toHexString(number) + "]";
    }
}
