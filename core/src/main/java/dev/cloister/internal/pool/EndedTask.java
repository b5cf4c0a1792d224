package dev.cloister.internal.pool;

import org.jspecify.annotations.Nullable;

/** A future that ended before it began: its task could not travel. */
final class EndedTask<V extends @Nullable Object> extends PoolTask<V> {
    EndedTask(int index, TaskEnding ending) {
        super(0, index);
        end(ending);
    }

    @Override
    public void run() {}

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }
}
