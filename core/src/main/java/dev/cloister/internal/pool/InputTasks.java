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
     * Gives inputs to a pool, all or none. One whose arguments cannot travel has a future that has failed with a {@link
     * CodecException}.
     *
     * @param pool one of {@link Pool#open}
     * @throws CodecException if the function cannot travel; nothing was given to the pool
     * @throws RejectedExecutionException after {@code shutdown}
     */
    public static List<TaskFuture<@Nullable Object>> submit(
            Pool pool, Object function, List<Input> inputs, TaskOptions options) {
        AbstractPool target = (AbstractPool) pool;
        Object prepared = target.prepare(function);
        List<TaskFuture<@Nullable Object>> all = new ArrayList<>(inputs.size());
        List<PoolTask<?>> travelling = new ArrayList<>(inputs.size());
        for (Input input : inputs) {
            try {
                PoolTask<@Nullable Object> task =
                        target.newTask(prepared, input.index(), inputs.size() == 1, input.arguments());
                task.options = options;
                travelling.add(task);
                all.add(task);
            } catch (CodecException e) {
                all.add(new EndedTask<>(input.index(), new TaskEnding.Failure(e)));
            }
        }
        target.enqueue(travelling);
        return all;
    }
}
