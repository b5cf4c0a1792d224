package dev.cloister;

import java.io.Serializable;

/**
 * A {@link Runnable} that can travel to another process.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     pool.submit(() -> System.out.println("hello from " + ProcessHandle.current().pid())).get();
 * }
 * }
 */
@FunctionalInterface
public interface RemoteRunnable extends Runnable, Serializable {}
