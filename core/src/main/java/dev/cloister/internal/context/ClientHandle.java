package dev.cloister.internal.context;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolClient;
import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.RemoteRunnable;
import dev.cloister.TaskFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The client of a pool, wherever it came. Immutable. */
public final class ClientHandle implements PoolClient {
    private static final long serialVersionUID = 1;

    private final long id;
    private final String poolName;

    /** The pool, for the handle that was made here: so that a pool which is used by its client alone is not forgotten. */
    private final transient @Nullable Pool made;

    /** One for a pool of this JVM. */
    public ClientHandle(long id, Pool pool) {
        this.id = id;
        this.poolName = pool.name();
        this.made = pool;
    }

    /** The pool, if it is of this JVM. */
    private @Nullable Pool here() {
        return made != null ? made : ClientPools.find(id);
    }

    /** The parent, which has the pool or knows why there is none. */
    private ClientSource parent() {
        WorkerContext worker = WorkerContext.process();
        ClientSource source = worker == null || ClientPools.isFromHere(id) ? null : worker.clientSource();
        if (source == null) {
            throw ClientPools.missing(id, poolName);
        }
        return source;
    }

    @Override
    public <T extends @Nullable Object> TaskFuture<T> submit(RemoteCallable<T> task) {
        Pool pool = here();
        return pool != null ? pool.submit(task) : parent().submit(id, poolName, task);
    }

    @Override
    public TaskFuture<@Nullable Void> submit(RemoteRunnable task) {
        Pool pool = here();
        return pool != null ? pool.submit(task) : parent().submit(id, poolName, task);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> submit(
            RemoteFunction<? super T, ? extends R> function, T argument) {
        Pool pool = here();
        return pool != null ? pool.submit(function, argument) : parent().submit(id, poolName, function, argument);
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs)
            throws InterruptedException, ExecutionException {
        Pool pool = here();
        if (pool != null) {
            return pool.map(function, inputs);
        }
        List<Outcome<R>> outcomes = parent().mapOutcomes(id, poolName, function, inputs);
        List<R> values = new ArrayList<>(outcomes.size());
        for (Outcome<R> outcome : outcomes) {
            values.add(outcome.get());
        }
        return values;
    }

    @Override
    public <T extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> mapOutcomes(
            RemoteFunction<? super T, ? extends R> function, Iterable<? extends T> inputs) throws InterruptedException {
        Pool pool = here();
        return pool != null ? pool.mapOutcomes(function, inputs) : parent().mapOutcomes(id, poolName, function, inputs);
    }

    @Override
    public String poolName() {
        return poolName;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientHandle handle && handle.id == id;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    public String toString() {
        return "client of " + poolName;
    }
}
