package dev.cloister;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that can travel to another process. A lambda or a method reference written where one is expected
 * is serializable without a cast:
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
 * }
 * }
 *
 * <p>What the lambda captures travels by value and must be serializable too.
 *
 * @param <V> the type of the result
 */
@FunctionalInterface
public interface RemoteCallable<V extends @Nullable Object> extends Callable<V>, Serializable {}
