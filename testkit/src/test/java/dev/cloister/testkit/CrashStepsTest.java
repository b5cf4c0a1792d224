package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.shared.SharedLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoOrphans.class)
class CrashStepsTest {
    @Test
    void aProcessEndsBeforeEachStoreInTurn() throws Exception {
        long steps = CrashSteps.each(
                SharedLock::create,
                lock -> {
                    lock.lock();
                    lock.unlock();
                },
                (lock, n, died) -> assertThat(died).as("store %d", n).isEqualTo(n <= 2));
        assertThat(steps).as("one to lock, one to unlock").isEqualTo(2);
    }

    @Test
    void aSurvivorThatFindsSomethingWrongFailsTheTest() {
        assertThatThrownBy(() -> CrashSteps.each(SharedLock::create, SharedLock::lock, (lock, n, died) -> {
                    throw new IllegalStateException("wrong");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the death before store 1")
                .hasMessageContaining("wrong");
    }
}
