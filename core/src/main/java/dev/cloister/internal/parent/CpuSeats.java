package dev.cloister.internal.parent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The places that pinned workers of one pool sit at, each a set of processors. A worker gets the place with the fewest
 * living workers, the first of them: round robin for a new pool, and the dead one's place for a replacement. Thread-safe.
 */
final class CpuSeats {
    private final List<Set<Integer>> places;

    /** Of each place, how many workers live. Guarded by this. */
    private final int[] living;

    /** Takes the places asked for; if these are none, each usable processor is one. */
    CpuSeats(List<Set<Integer>> asked, Set<Integer> usable) {
        List<Set<Integer>> all = new ArrayList<>(asked);
        if (all.isEmpty()) {
            for (Integer cpu : usable) {
                all.add(Set.of(cpu));
            }
        }
        places = all;
        living = new int[all.size()];
    }

    /** The place for a new worker. */
    synchronized int take() {
        int best = 0;
        for (int place = 1; place < living.length; place++) {
            best = living[place] < living[best] ? place : best;
        }
        living[best]++;
        return best;
    }

    /** The worker that took it has ended, or was not started. */
    synchronized void leave(int place) {
        living[place]--;
    }

    Set<Integer> cpus(int place) {
        return places.get(place);
    }
}
