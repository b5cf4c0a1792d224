package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What holds on the backends without processes only. */
public abstract class ThreadPoolContract extends PoolContract {
    /** For subclasses. */
    protected ThreadPoolContract() {}

    @Test
    final void m12_theVerySameExceptionIsThrown() throws Exception {
        Faults.OwnException thrown = new Faults.OwnException("mine", 1);
        try (Pool pool = open()) {
            assertThat(Endings.error(pool.submit(new Faults.Throws(thrown)))).isSameAs(thrown);
            assertThat(thrown.getSuppressed()).isEmpty();
        }
    }

    @Test
    final void m12_argumentsAndResultsAreTheVerySame() throws Exception {
        Object object = new Object();
        try (Pool pool = open()) {
            assertThat(pool.<Object, Object>apply(x -> x, object)).isSameAs(object);
        }
    }

    @Test
    final void executeHandsItsErrorToTheUncaughtExceptionHandler() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> seen.set(error));
        try (Pool pool = open()) {
            pool.execute(() -> {
                throw new IllegalStateException("nobody waits for me");
            });
            Await.until("the handler was not called", Duration.ofSeconds(10), () -> seen.get() != null);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(seen.get()).hasMessage("nobody waits for me");
    }
}
