package dev.cloister.internal.manager;

import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What can be done with a pool that lives at a manager. Tasks are numbered. */
public interface PoolOperations {
    /** The number of a task that was submitted. */
    long submit(RemoteCallable<?> task);

    /** The result, after so many nanoseconds at most; {@link Long#MAX_VALUE} is for ever. */
    @Nullable
    Object get(long task, long nanos) throws InterruptedException, ExecutionException, TimeoutException;

    Future.State state(long task);

    boolean cancel(long task, boolean mayInterrupt);

    /** Nobody asks for this task any more. */
    void forget(long task);

    List<@Nullable Object> map(RemoteFunction<@Nullable Object, ?> function, List<?> inputs)
            throws InterruptedException, ExecutionException;

    void shutdown();

    void shutdownNow();

    boolean isShutdown();

    boolean isTerminated();

    boolean awaitTermination(Duration time) throws InterruptedException;
}
