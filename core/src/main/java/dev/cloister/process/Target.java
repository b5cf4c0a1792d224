package dev.cloister.process;

import java.io.Serializable;

/**
 * What a {@link JvmProcess} runs: an action that can travel to another process and may throw any exception. A lambda or
 * method reference becomes one without a cast.
 *
 * {@snippet :
 * dev.cloister.process.Target target = () -> java.lang.Thread.sleep(java.time.Duration.ofMillis(10));
 * }
 */
@FunctionalInterface
public interface Target extends Serializable {
    /** Does it, on the main thread of the new process. What it throws ends that process with code 1. */
    void run() throws Exception;
}
