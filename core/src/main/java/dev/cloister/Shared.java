package dev.cloister;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a big value that tasks refer to: made by {@link Pool#share}, captured by lambdas or given as an argument.
 * The value travels to a worker process once, when the first of its tasks asks for it, however many tasks use it.
 *
 * {@snippet :
 * double[] table = new double[1_000_000];
 * try (var pool = dev.cloister.Pool.ofProcesses(4);
 *         dev.cloister.Shared<double[]> shared = pool.share(table)) {
 *     java.util.List<Double> found = pool.map(i -> shared.get()[i], java.util.List.of(3, 1, 4));
 * }
 * }
 *
 * <p>The value is serialized once, when it is shared: later changes to it are not seen by worker processes, and tasks of
 * one worker see the same object, so treat it as immutable. On thread backends, and in the JVM that shares it, {@link
 * #get()} returns the very object. Parent and workers hold it until it or its pool is closed; a replaced worker gets it
 * again. The handle also works in workers of the other pools of the same JVM, until the pool that shares it is closed.
 *
 * <p>Safe for use by many threads.
 *
 * @param <T> the type of the value
 */
public interface Shared<T extends @Nullable Object> extends Serializable, AutoCloseable {
    /**
     * The value. The first call in a worker process waits for the transfer, others there wait with it.
     *
     * @throws IllegalStateException if it was closed, or its pool was, or this JVM is neither the one that shares it nor
     *     one of its worker processes
     * @throws CodecException if the value cannot be rebuilt in this worker
     */
    T get();

    /** How often the value was sent, which is once per worker process that used it; 0 once it is closed, and in workers. */
    int transfers();

    /**
     * Frees the value here and in all workers; tasks that ask for it later fail. In a worker process only that worker's
     * copy is dropped. Never waits; does nothing the second time.
     */
    @Override
    void close();
}
