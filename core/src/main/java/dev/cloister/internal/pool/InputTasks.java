package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Inputs given to a pool as those of a {@code map} are, with their positions, by who hands them out himself. */
public final class InputTasks {
    private InputTasks() {}

    /** An input that is to be a task: its position, and the one or two arguments that it is made of. */
    public record Input(int index, @Nullable Object[] arguments) {}

    /**
     * What became of an input that was given to a pool.
     *
     * @param future its task's
     * @param travels false if its arguments cannot: then it did not run, and the future says why
     */
    public record Given(TaskFuture<@Nullable Object> future, boolean travels) {}

    /**
     * Gives inputs to a pool, all or none. One whose arguments cannot travel has a future that has failed with a {@link
     * CodecException}.
     *
     * @param pool one of {@link Pool#open}
     * @throws CodecException if the function cannot travel; nothing was given to the pool
     * @throws RejectedExecutionException after {@code shutdown}
     */
    public static List<Given> submit(Pool pool, Object function, List<Input> inputs, TaskOptions options) {
        AbstractPool target = (AbstractPool) pool;
        Object prepared = target.prepare(function);
        List<Given> all = new ArrayList<>(inputs.size());
        List<PoolTask<?>> travelling = new ArrayList<>(inputs.size());
        for (Input input : inputs) {
            try {
                PoolTask<@Nullable Object> task =
                        target.newTask(prepared, input.index(), inputs.size() == 1, input.arguments());
                task.options = options;
                travelling.add(task);
                all.add(new Given(task, true));
            } catch (CodecException e) {
                all.add(new Given(new EndedTask<>(input.index(), new TaskEnding.Failure(e)), false));
            }
        }
        target.enqueue(travelling);
        return all;
    }
}
