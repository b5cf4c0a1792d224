package dev.cloister.internal.context;

import dev.cloister.Outcome;
import dev.cloister.RemoteFunction;
import dev.cloister.TaskFuture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a worker process finds the pools of its parent, to give them tasks. Thread-safe. */
public interface ClientSource {
    /** Gives the pool with this number a task; see {@link dev.cloister.PoolClient#submit(dev.cloister.RemoteCallable)}. */
    <R extends @Nullable Object> TaskFuture<R> submit(
            long pool, String poolName, Object function, @Nullable Object... arguments);

    /** Gives the pool with this number a task for each input; see {@link dev.cloister.PoolClient#mapOutcomes}. */
    <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            long pool, String poolName, RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException;
}
