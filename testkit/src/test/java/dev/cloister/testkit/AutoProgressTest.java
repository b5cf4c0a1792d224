package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.advice.AdviceOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pool that changes where it runs tasks counts as the others do: on trial, after the decision, in the calling thread. */
final class AutoProgressTest extends ProgressContract {
    private static final int MANY = 200_000;

    @Override
    protected Backend backend(int workers) {
        return Backend.auto(AdviceOptions.defaults());
    }

    @Test
    void tinyTasksInTheCallingThreadAreCountedToo() throws Exception {
        List<Integer> inputs = java.util.stream.IntStream.range(0, MANY).boxed().toList();
        try (Pool pool = open()) {
            for (int i = 0; i < 3; i++) {
                Told told = new Told();
                assertThat(pool.<Integer, Integer>map(x -> x + 1, inputs, told.options()))
                        .hasSize(MANY);
                told.assertLast(MANY, MANY, 0, 0);
            }
        }
    }
}
