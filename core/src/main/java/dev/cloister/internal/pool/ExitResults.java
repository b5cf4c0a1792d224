package dev.cloister.internal.pool;

import dev.cloister.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the finalizers of a pool's workers returned or threw. Thread-safe. */
final class ExitResults {
    private static final int MAX_KEPT = 4096;

    /** Guarded by this. */
    private final ArrayDeque<TaskEnding> endings = new ArrayDeque<>();

    synchronized void add(TaskEnding ending) {
        if (endings.size() == MAX_KEPT) {
            endings.removeFirst();
        }
        endings.addLast(ending);
    }

    synchronized List<TaskEnding> endings() {
        return new ArrayList<>(endings);
    }

    /** Numbered from 0. */
    static List<Outcome<@Nullable Object>> outcomes(List<TaskEnding> all) {
        List<Outcome<@Nullable Object>> outcomes = new ArrayList<>(all.size());
        for (TaskEnding ending : all) {
            outcomes.add(MapCall.outcome(outcomes.size(), ending.resolve()));
        }
        return outcomes;
    }
}
