package dev.cloister.cli.ipc;

import java.util.List;

/** What is measured. The counts give runs of some tenths of a second. */
final class Measures {
    /** What the article has; also in a quick run. */
    private static final int ARTICLE_COUNT = 100_000;

    private Measures() {}

    static List<Measure> all() {
        return List.of(
                rate("queue-1", "queue of ints, 1 -> 1 processes", "items/s", Goal.ratio(25))
                        .of(2_000_000, 50_000, QueueMeters::oneToOne),
                rate("queue-2", "queue of ints, 2 -> 2 processes", "items/s", Goal.ratio(25))
                        .of(2_000_000, 50_000, QueueMeters::twoToTwo),
                rate("queue-big", "queue of items of 1 MiB, 1 -> 1", "items/s", Goal.ratio(5))
                        .of(600, 150, QueueMeters::bigItems),
                time("pipe-trip", "pipe, 64 bytes there and back", "us", Goal.ratio(2))
                        .of(20_000, 5_000, PipeMeters::roundTrip),
                rate("pipe-big", "pipe, messages of 16 MiB", "MiB/s", Goal.ratio(4))
                        .of(40, 16, PipeMeters::bigMessages),
                time("lock", "lock and unlock, nobody else wants it", "ns", Goal.atMost(150))
                        .of(10_000_000, 2_000_000, LockMeters::lockAndUnlock),
                rate("increments", "increments of a locked int by 2 processes", "1/s", Goal.ratio(20))
                        .of(1_000_000, 200_000, LockMeters::twoIncrement),
                time("article", "10 processes add 100,000 each under a lock", "s", Goal.right())
                        .ofFixed(ARTICLE_COUNT, LockMeters::article),
                time("array-hand-over", "256 MiB of doubles, handed over", "ms", Goal.atMost(1))
                        .of(1_000, 1, ArrayMeters::handOver),
                rate("array-speed", "the same added up, against local speed", "share", Goal.atLeast(0.9))
                        .ofFixed(1, ArrayMeters::speed),
                time("semaphore", "acquire and release, nobody else wants it", "ns", Goal.right())
                        .of(5_000_000, 2_000_000, LockMeters::permit),
                time("event", "event there, another back", "us", Goal.right()).of(5_000, 2_000, MeetingMeters::events),
                time("condition", "condition, until the other has its turn", "us", Goal.right())
                        .of(5_000, 2_000, MeetingMeters::turns),
                time("barrier", "barrier, a round of 2 processes", "us", Goal.right())
                        .of(5_000, 2_000, MeetingMeters::barrier),
                time("processes", "processes by hand, all at once, for each", "ms", Goal.right())
                        .of(100, 50, ProcessMeters::startAndJoin),
                time("manager-get", "manager, a value of a map read by a worker", "us", Goal.ratio(10))
                        .of(500_000, 5_000, ManagerMeters::get),
                time("manager-set", "manager, a value of a map set by a worker", "us", Goal.ratio(10))
                        .of(500_000, 5_000, ManagerMeters::set),
                time("manager-lock", "manager, lock and unlock by a worker", "us", Goal.ratio(5))
                        .of(250_000, 3_000, ManagerMeters::lock));
    }

    private static Named time(String id, String title, String unit, Goal goal) {
        return new Named(id, title, unit, true, goal);
    }

    private static Named rate(String id, String title, String unit, Goal goal) {
        return new Named(id, title, unit, false, goal);
    }

    /** A measure of which it is not said yet how it is done. */
    private record Named(String id, String title, String unit, boolean lessIsBetter, Goal goal) {
        Measure of(int count, int pythonCount, Measure.Meter meter) {
            return new Measure(id, title, unit, lessIsBetter, goal, count, pythonCount, false, meter);
        }

        Measure ofFixed(int count, Measure.Meter meter) {
            return new Measure(id, title, unit, lessIsBetter, goal, count, count, true, meter);
        }
    }
}
