package dev.cloister.internal.pool;

import dev.cloister.AutoPool;
import dev.cloister.advice.Advice;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What users have of an automatic pool. */
public final class AutoHandle extends PoolHandle implements AutoPool {
    private final AutomaticPool pool;

    public AutoHandle(AutomaticPool pool) {
        super(pool);
        this.pool = pool;
    }

    @Override
    public Map<String, Advice> advice() {
        return pool.advice();
    }

    @Override
    public List<Choice> history() {
        return pool.journal().history();
    }

    @Override
    public void onChoice(Consumer<? super Choice> listener) {
        pool.journal().tell(listener);
    }
}
