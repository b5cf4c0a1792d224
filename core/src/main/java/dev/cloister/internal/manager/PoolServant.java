package dev.cloister.internal.manager;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.TaskFuture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A pool where it lives. Tasks that nobody can ask for any more are cancelled if they have not begun, and forgotten. */
public final class PoolServant implements PoolOperations, DepartureListener, AutoCloseable {
    /** So many tasks may be submitted whose results nobody has fetched. */
    private static final int MAX_TASKS = 100_000;

    private final Pool pool;
    private final AtomicLong count = new AtomicLong();
    private final Map<Long, Submitted> tasks = new ConcurrentHashMap<>();

    private record Submitted(TaskFuture<?> future, long client) {}

    /** Around a pool, which belongs to it. */
    public PoolServant(Pool pool) {
        this.pool = pool;
    }

    @Override
    public long submit(RemoteCallable<?> task) {
        if (tasks.size() >= MAX_TASKS) {
            throw new RejectedExecutionException(MAX_TASKS
                    + " tasks were submitted to the managed pool whose results nobody has fetched: call get()");
        }
        long number = count.incrementAndGet();
        tasks.put(number, new Submitted(pool.submit(task), Caller.current().client()));
        Delivery.orElse(() -> drop(number));
        return number;
    }

    private TaskFuture<?> find(long task) {
        Submitted submitted = tasks.get(task);
        if (submitted == null) {
            throw new IllegalStateException(
                    "the managed pool has no task " + task + ": its result was fetched already");
        }
        return submitted.future();
    }

    @Override
    public @Nullable Object get(long task, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        TaskFuture<?> future = find(task);
        return nanos == Long.MAX_VALUE ? future.get() : future.get(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Future.State state(long task) {
        return find(task).state();
    }

    @Override
    public boolean cancel(long task, boolean mayInterrupt) {
        return find(task).cancel(mayInterrupt);
    }

    @Override
    public void forget(long task) {
        tasks.remove(task);
    }

    private void drop(long task) {
        Submitted submitted = tasks.remove(task);
        if (submitted != null) {
            boolean _ = submitted.future().cancel(false);
        }
    }

    @Override
    public List<@Nullable Object> map(RemoteFunction<@Nullable Object, ?> function, List<?> inputs)
            throws InterruptedException, ExecutionException {
        return pool.<@Nullable Object, @Nullable Object>map(function, inputs);
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public void shutdownNow() {
        List<Runnable> _ = pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(Duration time) throws InterruptedException {
        return pool.awaitTermination(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    }

    @Override
    public void departed(long client) {
        tasks.forEach((number, submitted) -> {
            if (submitted.client() == client) {
                drop(number);
            }
        });
    }

    /** The object is dropped, or the manager ends: nobody can fetch a result any more. */
    @Override
    public void close() {
        pool.killWorkers();
    }

    @Override
    public String toString() {
        return "pool (" + tasks.size() + " tasks whose results nobody has fetched)";
    }
}
