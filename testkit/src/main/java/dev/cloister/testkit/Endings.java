package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** How futures ended. Nothing here waits for ever. */
public final class Endings {
    private static final long SECONDS = 40;

    private Endings() {}

    /** The value; fails the test if there is none. */
    public static <T extends @Nullable Object> T value(Future<T> future) throws Exception {
        return future.get(SECONDS, TimeUnit.SECONDS);
    }

    /** The values of all. */
    public static <T extends @Nullable Object> List<T> values(List<? extends Future<T>> futures) throws Exception {
        List<T> values = new ArrayList<>();
        for (Future<T> future : futures) {
            values.add(value(future));
        }
        return values;
    }

    /** The error that the future failed with; fails the test if it did not. */
    public static Throwable error(Future<?> future) throws Exception {
        Object value;
        try {
            value = future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            assertThat(cause).isNotNull();
            return cause != null ? cause : e;
        }
        return Assertions.fail("it did not fail: " + value);
    }

    /** The error, which must be of this type. */
    public static <E extends Throwable> E error(Future<?> future, Class<E> type) throws Exception {
        Throwable error = error(future);
        if (!type.isInstance(error)) {
            throw new AssertionError("expected " + type.getName() + ", was " + error.getClass(), error);
        }
        return type.cast(error);
    }
}
