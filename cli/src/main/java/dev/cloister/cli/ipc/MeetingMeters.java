package dev.cloister.cli.ipc;

import dev.cloister.shared.SharedBarrier;
import dev.cloister.shared.SharedCondition;
import dev.cloister.shared.SharedEvent;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedLock;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;

/** Two processes that wait for each other. */
final class MeetingMeters {
    private MeetingMeters() {}

    /** Microseconds for one event there and another back. */
    static Reading events(Bed bed, int count) throws Exception {
        try (SharedEvent one = SharedEvent.create();
                SharedEvent other = SharedEvent.create()) {
            Bed.Race race =
                    bed.race(List.of(() -> answer(one, other, count, true), () -> answer(other, one, count, false)));
            return Reading.of(race.seconds() * 1e6 / count, 2L * count, race.sum());
        }
    }

    private static long answer(SharedEvent mine, SharedEvent others, int count, boolean begins)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (begins) {
                others.set();
            }
            mine.await();
            mine.clear();
            if (!begins) {
                others.set();
            }
        }
        return count;
    }

    /** Microseconds until the other has its turn. */
    static Reading turns(Bed bed, int count) throws Exception {
        try (SharedLock lock = SharedLock.create();
                SharedCondition changed = lock.newCondition();
                SharedInteger turn = SharedInteger.raw(0)) {
            Bed.Race race = bed.race(List.of(
                    () -> takeTurns(lock, changed, turn, 0, count), () -> takeTurns(lock, changed, turn, 1, count)));
            return Reading.of(race.seconds() * 1e6 / (2.0 * count), 2L * count, race.sum());
        }
    }

    private static long takeTurns(SharedLock lock, SharedCondition changed, SharedInteger turn, int me, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            lock.lock();
            try {
                while (turn.get() != me) {
                    changed.await();
                }
                turn.set(1 - me);
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
        return count;
    }

    /** Microseconds for a round of two. */
    static Reading barrier(Bed bed, int count) throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2)) {
            Bed.Race race = bed.race(List.of(() -> meet(barrier, count), () -> meet(barrier, count)));
            return Reading.of(race.seconds() * 1e6 / count, (long) count, race.sum());
        }
    }

    private static long meet(SharedBarrier barrier, int count) throws InterruptedException, BrokenBarrierException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += barrier.await();
        }
        return sum;
    }
}
