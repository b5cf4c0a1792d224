package dev.cloister.cli.ipc;

import dev.cloister.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;

/** Queues. Each producer puts one end mark after its items, and each consumer takes one. */
final class QueueMeters {
    private static final int CAPACITY = 1024;
    private static final int BIG_CAPACITY = 8;
    private static final int BIG = 1 << 20;
    private static final byte LAST = 7;
    private static final int END = -1;

    private QueueMeters() {}

    /** Items per second from one producer to one consumer. */
    static Reading oneToOne(Bed bed, int count) throws Exception {
        return ints(bed, count, 1);
    }

    /** The same from two to two. */
    static Reading twoToTwo(Bed bed, int count) throws Exception {
        return ints(bed, count, 2);
    }

    private static Reading ints(Bed bed, int count, int pairs) throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create(CAPACITY)) {
            int each = count / pairs;
            List<Span.Job> jobs = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                int first = i * each;
                jobs.add(() -> putInts(queue, first, each));
            }
            for (int i = 0; i < pairs; i++) {
                jobs.add(() -> takeInts(queue));
            }
            Bed.Race race = bed.race(jobs);
            long items = (long) pairs * each;
            return Reading.of(items / race.seconds(), items * (items - 1) / 2, race.sum());
        }
    }

    private static long putInts(SharedQueue<Integer> queue, int first, int count) throws InterruptedException {
        for (int i = first; i < first + count; i++) {
            queue.put(i);
        }
        queue.put(END);
        return 0;
    }

    private static long takeInts(SharedQueue<Integer> queue) throws InterruptedException {
        long sum = 0;
        for (int item = queue.take(); item != END; item = queue.take()) {
            sum += item;
        }
        return sum;
    }

    /** Items of 1 MiB per second from one producer to one consumer. */
    static Reading bigItems(Bed bed, int count) throws Exception {
        try (SharedQueue<byte[]> queue = SharedQueue.create(BIG_CAPACITY)) {
            Bed.Race race = bed.race(List.of(() -> putBig(queue, count), () -> takeBig(queue)));
            return Reading.of(count / race.seconds(), (long) count, race.value(1));
        }
    }

    private static long putBig(SharedQueue<byte[]> queue, int count) throws InterruptedException {
        byte[] item = new byte[BIG];
        item[BIG - 1] = LAST;
        for (int i = 0; i < count; i++) {
            queue.put(item);
        }
        queue.put(new byte[0]);
        return 0;
    }

    private static long takeBig(SharedQueue<byte[]> queue) throws InterruptedException {
        long right = 0;
        for (byte[] item = queue.take(); item.length > 0; item = queue.take()) {
            right += item.length == BIG && item[BIG - 1] == LAST ? 1 : 0;
        }
        return right;
    }
}
