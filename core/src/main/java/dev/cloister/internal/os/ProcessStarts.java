package dev.cloister.internal.os;

import java.time.Instant;
import java.util.Optional;

/** When processes began: tells one from another that has been given its number after its end. */
public final class ProcessStarts {
    /** It is not known when a process began. */
    public static final long UNKNOWN = -1;

    /** Each process reckons it from its own idea of when the system was booted, and clocks are adjusted, a little. */
    private static final long TOLERANCE_MILLIS = 5_000;

    private ProcessStarts() {}

    /** When a process began, in ms since 1970, or {@link #UNKNOWN}. */
    public static long of(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        return start.isPresent() ? start.get().toEpochMilli() : UNKNOWN;
    }

    /**
     * Whether a process lives, as far as can be told from here.
     *
     * @param pid its number
     * @param start when it began, as {@link #of} said in whatever process
     */
    public static boolean isAlive(long pid, long start) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !process.get().isAlive()) {
            return false;
        }
        long here = of(process.get());
        return start == UNKNOWN || here == UNKNOWN || Math.abs(here - start) < TOLERANCE_MILLIS;
    }
}
