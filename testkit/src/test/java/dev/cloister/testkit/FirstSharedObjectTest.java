package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.SharedLong;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is made for the first shared object and for the first worker is made by whoever comes first, or both at once. */
@ExtendWith({Watchdog.class, NoOrphans.class})
class FirstSharedObjectTest {
    private static final int ROUNDS = 25;

    @Test
    void theFirstObjectAndTheFirstWorkerDoNotWaitForEachOther() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CyclicBarrier start = new CyclicBarrier(2);
            FutureTask<SharedLong> creation = new FutureTask<>(() -> {
                start.await(20, TimeUnit.SECONDS);
                return SharedLong.create(7);
            });
            Thread.ofPlatform().start(creation);
            try (Pool pool = Pool.ofProcesses(1)) {
                start.await(20, TimeUnit.SECONDS);
                TaskFuture<Integer> task = pool.submit(() -> 5);
                try (SharedLong made = creation.get(20, TimeUnit.SECONDS)) {
                    assertThat(made.get()).isEqualTo(7);
                    assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(5);
                }
            }
        }
    }
}
