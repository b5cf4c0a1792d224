package dev.cloister.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Draws the tasks of a run in lanes, of which each runs one task at a time: one per thread of a pool of platform threads, and as
 * many as are needed for each process and for all virtual threads together, whose threads change from task to task.
 */
final class Lanes {
    /** More threads than this share lanes. */
    static final int MOST_THREADS = 64;

    /** System.nanoTime of all processes of a Linux machine is one clock, which starts when the machine does. */
    private static final boolean ONE_CLOCK = "Linux".equals(System.getProperty("os.name"));

    private final long began;
    private final List<Stamped> tasks;
    private final boolean oneClock;
    private final Timeline.Stint[] stints;
    private final List<String> names = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    private Lanes(long began, List<Stamped> tasks, boolean oneClock) {
        this.began = began;
        this.tasks = tasks;
        this.oneClock = oneClock;
        stints = new Timeline.Stint[tasks.size()];
    }

    /** The timeline of a run that took {@code seconds} and began at {@code began} by this process's clock. */
    static Timeline timeline(String workload, String mode, double seconds, long began, List<Stamped> tasks) {
        return draw(workload, mode, seconds, began, tasks, ONE_CLOCK);
    }

    static Timeline draw(
            String workload, String mode, double seconds, long began, List<Stamped> tasks, boolean oneClock) {
        var lanes = new Lanes(began, tasks, oneClock);
        lanes.drawAll();
        return new Timeline(
                workload,
                mode,
                seconds,
                oneClock ? "monotonic" : "wall",
                List.copyOf(lanes.names),
                List.copyOf(Arrays.asList(lanes.stints)));
    }

    private void drawAll() {
        Map<Owner, List<Integer>> owners = owners(false);
        if (owners.size() > MOST_THREADS) {
            owners = owners(true);
        }
        Map<Owner, int[]> packed = new TreeMap<>(Owner.ORDER);
        owners.forEach((owner, indexes) -> packed.put(owner, pack(indexes)));
        boolean wide =
                packed.entrySet().stream().anyMatch(e -> e.getKey().kind() == Kind.PROCESS && width(e.getValue()) > 1);
        for (Map.Entry<Owner, List<Integer>> owner : owners.entrySet()) {
            int[] lanes = packed.getOrDefault(owner.getKey(), new int[0]);
            int first = names.size();
            name(owner.getKey(), width(lanes), wide);
            for (int i = 0; i < lanes.length; i++) {
                int task = owner.getValue().get(i);
                stints[task] = stint(task, first + lanes[i]);
            }
        }
    }

    private static int width(int[] lanes) {
        return Arrays.stream(lanes).max().orElse(-1) + 1;
    }

    /** Who runs tasks, with the indexes of theirs by time. */
    private Map<Owner, List<Integer>> owners(boolean together) {
        Map<Owner, List<Integer>> owners = new TreeMap<>(Owner.ORDER);
        for (int i = 0; i < tasks.size(); i++) {
            owners.computeIfAbsent(Owner.of(tasks.get(i).place(), together), key -> new ArrayList<>())
                    .add(i);
        }
        owners.values().forEach(some -> some.sort(Comparator.comparingLong(this::start)));
        return owners;
    }

    /** The lane of each of these tasks, which are in the order of their starts: the first that is free by then. */
    private int[] pack(List<Integer> some) {
        List<Long> ends = new ArrayList<>();
        int[] lanes = new int[some.size()];
        for (int i = 0; i < lanes.length; i++) {
            Timeline.Stint stint = stint(some.get(i), 0);
            int lane = 0;
            while (lane < ends.size() && ends.get(lane) > stint.start()) {
                lane++;
            }
            if (lane == ends.size()) {
                ends.add(stint.end());
            } else {
                ends.set(lane, stint.end());
            }
            lanes[i] = lane;
        }
        return lanes;
    }

    private void name(Owner owner, int width, boolean withThreads) {
        for (int lane = 1; lane <= width; lane++) {
            boolean process = owner.kind() == Kind.PROCESS;
            int number = counts.merge(owner.kind(), process && lane > 1 ? 0 : 1, Integer::sum);
            names.add(owner.kind().word + " " + number + (process && withThreads ? " / thread " + lane : ""));
        }
    }

    private Timeline.Stint stint(int index, int lane) {
        Stamped task = tasks.get(index);
        long start = start(index);
        long end = start + Math.max(0, TimeUnit.NANOSECONDS.toMicros(sinceBeginning(task, task.end())) - start);
        return new Timeline.Stint(lane, start, end - start, task.ok());
    }

    /** In microseconds. Never negative: another process's wall clock may seem to be early. */
    private long start(int index) {
        Stamped task = tasks.get(index);
        return Math.max(0, TimeUnit.NANOSECONDS.toMicros(sinceBeginning(task, task.start())));
    }

    private long sinceBeginning(Stamped task, long time) {
        boolean sameClock = oneClock || !task.place().process();
        return time - began + (sameClock ? 0 : task.clock() - Stamped.CLOCK);
    }

    /** What a lane stands for. */
    private enum Kind {
        THREAD("thread"),
        VIRTUAL("virtual thread"),
        PROCESS("worker");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /**
     * Who has lanes of its own.
     *
     * @param kind what it is
     * @param number its place among those of its kind
     * @param id tells it from others with the same number
     */
    private record Owner(Kind kind, int number, long id) {
        static final Comparator<Owner> ORDER = Comparator.comparing(Owner::kind)
                .thenComparingInt(Owner::number)
                .thenComparingLong(Owner::id);

        static Owner of(Stamped.Place place, boolean together) {
            if (place.process()) {
                return new Owner(Kind.PROCESS, place.worker(), place.pid());
            }
            if (place.virtual()) {
                return new Owner(Kind.VIRTUAL, 0, 0);
            }
            return together ? new Owner(Kind.THREAD, 0, 0) : new Owner(Kind.THREAD, place.worker(), place.thread());
        }
    }
}
