package dev.cloister.internal.advice;

import dev.cloister.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The inputs of a trial: each once as long as there are any, or a few again and again. For one thread. */
final class Feed {
    private final Iterator<?> source;
    private final boolean twoArguments;

    /** How many inputs are given again and again; 0: each is given once. */
    private final int samples;

    /** Those that are given again. */
    private final List<@Nullable Object> kept = new ArrayList<>();

    /** By index; of one that was given again, the last time. */
    private final Map<Integer, Taken> taken = new TreeMap<>();

    private int next;

    Feed(Iterator<?> source, boolean twoArguments, int samples) {
        this.source = source;
        this.twoArguments = twoArguments;
        this.samples = samples;
        for (int i = 0; i < samples && source.hasNext(); i++) {
            kept.add(source.next());
        }
    }

    /** Up to {@code max} inputs. */
    List<Taken> take(int max) {
        List<Taken> some = new ArrayList<>();
        while (some.size() < max && (samples > 0 ? !kept.isEmpty() : source.hasNext())) {
            int index = samples > 0 ? next % kept.size() : next;
            Taken one = new Taken(index, samples > 0 ? kept.get(index) : source.next(), twoArguments);
            next++;
            taken.put(index, one);
            some.add(one);
        }
        return some;
    }

    /** Those that are given again and again begin anew. */
    void restart() {
        if (samples > 0) {
            next = 0;
        }
    }

    /** How many different inputs there are to be given again and again. */
    int size() {
        return kept.size();
    }

    /** What became of the inputs, in their order. */
    List<Outcome<@Nullable Object>> outcomes() {
        List<Outcome<@Nullable Object>> outcomes = new ArrayList<>();
        for (Taken one : taken.values()) {
            outcomes.add(one.outcome());
        }
        return outcomes;
    }

    boolean hasFailed() {
        for (Taken one : taken.values()) {
            if (one.hasFailed()) {
                return true;
            }
        }
        return false;
    }
}
