package dev.cloister.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thing costs in one runtime.
 *
 * @param measure what
 * @param unit of the value
 * @param runtime such as {@code jvm}
 * @param value NaN if it could not be measured
 * @param note more to say, or why there is no value; null for nothing
 */
record Cost(
        String measure,
        String unit,
        String runtime,
        double value,
        @Nullable String note) {
    static final String THREAD = "start a thread";
    static final String VIRTUAL_THREAD = "start a virtual thread";
    static final String COLD_WORKER = "worker process, cold, to its first result";
    static final String SPAWNED_WORKER = "worker process, cold, start method spawn";
    static final String WARM_WORKER = "worker process, warm, to its first result";
    static final String IDLE_MEMORY = "memory of an idle worker (PSS)";
    static final String USED_MEMORY = "memory of a worker after all this work (PSS)";
    static final String ROUND_TRIP = "round trip of a small task";
    static final String BYTES = "argument of 64 MiB, bytes";
    static final String DOUBLES = "argument of 64 MiB, doubles";

    static final String CRASH_OF_THREADS = "crash of 1 of 10 tasks on threads: others that give results";
    static final String CRASH_OF_PROCESSES = "the same on processes";
    static final String CRASH_OF_EXECUTOR = "the same on processes, ProcessPoolExecutor";

    /** The unit of the crashes. */
    static final String OF_NINE = "of 9";

    private static final List<String> ORDER = List.of(
            THREAD,
            VIRTUAL_THREAD,
            COLD_WORKER,
            SPAWNED_WORKER,
            WARM_WORKER,
            IDLE_MEMORY,
            USED_MEMORY,
            ROUND_TRIP,
            BYTES,
            DOUBLES,
            CRASH_OF_THREADS,
            CRASH_OF_PROCESSES,
            CRASH_OF_EXECUTOR);

    /** The place of a measure in tables. */
    static int place(String measure) {
        int place = ORDER.indexOf(measure);
        return place < 0 ? ORDER.size() : place;
    }
}
