package dev.cloister.cli.bench;

import dev.cloister.advice.Advice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One mode of one runtime, ready to run a workload again and again. */
interface Contender extends AutoCloseable {
    /** Such as {@code jvm} or {@code cpython 3.11.7}. */
    String runtime();

    /** Such as {@code processes (2)}. */
    String mode();

    /** The mode of this JVM; null for a peer. */
    @Nullable
    Mode kind();

    /** Whether it is left out when time is short. */
    boolean optional();

    /** What the mode has decided by itself and why, if it is one that decides. */
    default Optional<Advice> advice() {
        return Optional.empty();
    }

    /** Starts and warms what it needs; not measured. */
    void prepare() throws Exception;

    /** Runs all tasks once. */
    Run run() throws Exception;

    /**
     * Runs all tasks once more and notes when and where each ran, which may take longer than {@link #run}; empty for one that
     * cannot.
     */
    default Optional<Recorded> record() throws Exception {
        return Optional.empty();
    }

    @Override
    void close();
}
