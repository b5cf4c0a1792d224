package dev.cloister.cli.ipc;

import dev.cloister.RemoteCallable;
import dev.cloister.shared.SharedDoubleArray;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A big array that another process gets without a copy. */
final class ArrayMeters {
    /** Of 8 bytes: 256 MiB. */
    private static final int LENGTH = 32 << 20;

    private static final int BLOCK = 1 << 16;
    private static final int TRIES = 3;

    private ArrayMeters() {}

    /**
     * What a worker found.
     *
     * @param attached when it had the array, of {@link System#nanoTime}
     * @param sum of all elements
     * @param nanos that adding them up took
     */
    private record Found(long attached, double sum, long nanos) implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;
    }

    /** Milliseconds until a worker that is idle has the array, in a program that has handed over {@code count} small ones. */
    static Reading handOver(Bed bed, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (SharedDoubleArray small = SharedDoubleArray.create(1)) {
                bed.pool(1).submit(lengthOf(small)).get();
            }
        }
        try (SharedDoubleArray array = ones()) {
            long start = System.nanoTime();
            Found found = bed.pool(1).submit(sumOf(array, 1)).get();
            return Reading.of((found.attached - start) / 1e6, (double) LENGTH, found.sum);
        }
    }

    /** The worker's speed when it adds up all elements, against the speed with an array of this process's own. */
    static Reading speed(Bed bed, int count) throws Exception {
        double[] own = new double[LENGTH];
        Arrays.fill(own, 1);
        try (SharedDoubleArray array = ones()) {
            Found there = bed.pool(1).submit(sumOf(array, TRIES)).get();
            Found here = find(MemorySegment.ofArray(own), TRIES);
            return Reading.of((double) here.nanos / there.nanos, here.sum, there.sum);
        }
    }

    private static SharedDoubleArray ones() {
        SharedDoubleArray array = SharedDoubleArray.create(LENGTH);
        MemorySegment segment = array.segment();
        for (long i = 0; i < LENGTH; i++) {
            segment.setAtIndex(ValueLayout.JAVA_DOUBLE, i, 1);
        }
        return array;
    }

    private static RemoteCallable<Long> lengthOf(SharedDoubleArray array) {
        return () -> {
            try (array) {
                return array.length();
            }
        };
    }

    private static RemoteCallable<Found> sumOf(SharedDoubleArray array, int tries) {
        return () -> {
            long attached = System.nanoTime();
            try (array) {
                Found found = find(array.segment(), tries);
                return new Found(attached, found.sum, found.nanos);
            }
        };
    }

    /** The fastest of some tries after one that does not count. */
    private static Found find(MemorySegment doubles, int tries) {
        double sum = sum(doubles);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < tries; i++) {
            long start = System.nanoTime();
            double again = sum(doubles);
            best = Math.min(best, System.nanoTime() - start);
            if (Double.compare(sum, again) != 0) {
                return new Found(0, Double.NaN, best);
            }
        }
        return new Found(0, sum, best);
    }

    private static double sum(MemorySegment doubles) {
        double sum = 0;
        for (long from = 0; from < LENGTH; from += BLOCK) {
            sum += sum(doubles, from);
        }
        return sum;
    }

    private static double sum(MemorySegment doubles, long from) {
        double sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += doubles.getAtIndex(ValueLayout.JAVA_DOUBLE, from + i);
        }
        return sum;
    }
}
