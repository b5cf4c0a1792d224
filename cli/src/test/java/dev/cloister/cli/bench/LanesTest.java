package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LanesTest {
    /** When the runs begin, by this process's clock: far from any zero. */
    private static final long BEGAN = -5_000_000_000L;

    private static final Stamped.Place SERIAL = new Stamped.Place(false, 0, 0, 1, false);

    private static Stamped.Place thread(int number) {
        return new Stamped.Place(false, number, 1, 100 + number, false);
    }

    private static Stamped.Place virtualThread(long number) {
        return new Stamped.Place(false, 0, 1, 1000 + number, true);
    }

    private static Stamped.Place process(int worker, long pid, long thread) {
        return new Stamped.Place(true, worker, pid, thread, false);
    }

    /** A task from {@code start} to {@code end}, in microseconds since the run began. */
    private static Stamped task(Stamped.Place place, long start, long end) {
        return task(place, start, end, 0);
    }

    private static Stamped task(Stamped.Place place, long start, long end, long clock) {
        return new Stamped(new Answer(""), true, BEGAN + 1000 * start, BEGAN + 1000 * end, clock, place);
    }

    private static Timeline draw(Stamped... tasks) {
        return Lanes.draw("cpu", "some", 1, BEGAN, List.of(tasks), true);
    }

    private static List<Integer> lanes(Timeline timeline) {
        return timeline.stints().stream().map(Timeline.Stint::lane).toList();
    }

    /** No lane runs two tasks at a time, none runs nothing, and no task takes less than no time. */
    static void assertSound(Timeline timeline, int tasks) {
        assertThat(timeline.stints()).hasSize(tasks);
        assertThat(new HashSet<>(timeline.lanes())).as("names differ").hasSameSizeAs(timeline.lanes());
        Set<Integer> used = new HashSet<>(lanes(timeline));
        assertThat(used).hasSameSizeAs(timeline.lanes());
        for (int lane : used) {
            assertThat(lane).isBetween(0, timeline.lanes().size() - 1);
            long free = 0;
            for (Timeline.Stint stint : timeline.stints().stream()
                    .filter(some -> some.lane() == lane)
                    .sorted(Comparator.comparingLong(Timeline.Stint::start).thenComparingLong(Timeline.Stint::end))
                    .toList()) {
                assertThat(stint.duration()).isNotNegative();
                assertThat(stint.start()).isGreaterThanOrEqualTo(free);
                free = stint.end();
            }
        }
    }

    @Test
    void aThreadIsALane() {
        Timeline timeline = draw(task(thread(1), 0, 10), task(thread(0), 2, 4), task(thread(1), 12, 20));

        assertThat(timeline.lanes()).containsExactly("thread 1", "thread 2");
        assertThat(lanes(timeline)).containsExactly(1, 0, 1);
        assertThat(timeline.stints().get(1)).isEqualTo(new Timeline.Stint(0, 2, 2, true));
    }

    @Test
    void serialWorkIsOneLane() {
        assertThat(draw(task(SERIAL, 0, 10), task(SERIAL, 10, 11)).lanes()).containsExactly("thread 1");
        assertThat(draw().lanes()).isEmpty();
    }

    @Test
    void virtualThreadsShareAsManyLanesAsRunAtATime() {
        Timeline timeline = draw(
                task(virtualThread(1), 0, 10),
                task(virtualThread(2), 5, 20),
                task(virtualThread(3), 10, 15),
                task(virtualThread(4), 30, 31));

        assertThat(timeline.lanes()).containsExactly("virtual thread 1", "virtual thread 2");
        assertThat(lanes(timeline)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void threadsThatTakeTurnsInAProcessAreOneLane() {
        Timeline timeline = draw(
                task(process(1, 901, 20), 0, 10),
                task(process(0, 902, 20), 0, 10),
                task(process(1, 901, 21), 10, 20),
                task(process(0, 902, 21), 11, 20));

        assertThat(timeline.lanes()).containsExactly("worker 1", "worker 2");
        assertThat(lanes(timeline)).containsExactly(1, 0, 1, 0);
    }

    @Test
    void threadsOfAProcessThatRunTogetherAreLanes() {
        Timeline timeline = draw(
                task(process(0, 902, 20), 0, 10), task(process(0, 902, 21), 1, 10), task(process(1, 901, 20), 0, 10));

        assertThat(timeline.lanes())
                .containsExactly("worker 1 / thread 1", "worker 1 / thread 2", "worker 2 / thread 1");
        assertThat(lanes(timeline)).containsExactly(0, 1, 2);
    }

    @Test
    void aReplacementHasALaneOfItsOwn() {
        Timeline timeline = draw(task(process(0, 901, 20), 0, 10), task(process(0, 955, 20), 20, 30));

        assertThat(timeline.lanes()).containsExactly("worker 1", "worker 2");
    }

    @Test
    void manyThreadsShareLanes() {
        List<Stamped> tasks = new ArrayList<>();
        for (int i = 0; i <= Lanes.MOST_THREADS; i++) {
            tasks.add(task(thread(i), 10L * i, 10L * i + 25));
        }

        Timeline timeline = draw(tasks.toArray(Stamped[]::new));

        assertThat(timeline.lanes()).containsExactly("thread 1", "thread 2", "thread 3");
        assertSound(timeline, tasks.size());
    }

    @Test
    void anythingIsDrawnSoundly() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 500; round++) {
            Stamped[] tasks = new Stamped[random.nextInt(1, 200)];
            long[] free = new long[100];
            for (int i = 0; i < tasks.length; i++) {
                int number = random.nextInt(free.length);
                Stamped.Place place = switch (number % 3) {
                    case 0 -> thread(number);
                    case 1 -> virtualThread(i);
                    default -> process(number % 2, 900 + number % 7, 100 + number);
                };
                long start = free[number] + random.nextInt(3) * random.nextInt(1000);
                free[number] = start + random.nextInt(2) * random.nextInt(1_000_000);
                tasks[i] = task(place, start, free[number]);
            }
            assertSound(draw(tasks), tasks.length);
        }
    }

    @Test
    void failuresAreShown() {
        var failed = new Stamped(new Answer("failed"), false, BEGAN, BEGAN + 1, 0, SERIAL);

        assertThat(draw(failed).stints()).containsExactly(new Timeline.Stint(0, 0, 0, false));
    }

    @Test
    void wallClocksBringTheTimesOfProcessesTogether() {
        long ahead = 7_000_000; // microseconds that the process's clock is behind ours
        Stamped there = task(process(0, 901, 1), 40 - ahead, 50 - ahead, Stamped.CLOCK + 1000 * ahead);
        Stamped early = task(process(0, 901, 1), -30 - ahead, -10 - ahead, Stamped.CLOCK + 1000 * ahead);
        Stamped here = task(thread(0), 5, 6, Stamped.CLOCK);

        Timeline timeline = Lanes.draw("cpu", "some", 1, BEGAN, List.of(there, here, early), false);

        assertThat(timeline.clock()).isEqualTo("wall");
        assertThat(timeline.stints().stream().map(Timeline.Stint::start)).containsExactly(40L, 5L, 0L);
        assertThat(timeline.stints().stream().map(Timeline.Stint::duration)).containsExactly(10L, 1L, 0L);
        assertThat(draw(here).clock()).isEqualTo("monotonic");
        assertThat(timeline.lanes()).containsExactly("thread 1", "worker 1");
    }
}
