package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ThreadPoolTest extends ThreadPoolContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }

    @Test
    void w05_tasksOneAfterTheOtherUseOneThread() throws Exception {
        Set<String> threads = new HashSet<>();
        try (Pool pool = open()) {
            for (int i = 0; i < 1000; i++) {
                threads.add(
                        Endings.value(pool.submit(() -> Thread.currentThread().getName())));
            }
            assertThat(pool.statistics().started()).isEqualTo(1);
        }
        assertThat(threads).hasSize(1);
    }
}
