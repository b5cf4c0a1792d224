package dev.cloister;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The part of {@link WorkerOptions} that says how much of the machine a worker gets; 0 and null for no limit. */
record ResourceConfiguration(
        @Nullable List<Set<Integer>> pinning,
        int niceness,
        long heapBytes,
        boolean sharesHeap,
        long memoryCapBytes,
        long softMemoryLimitBytes,
        long hardMemoryLimitBytes) {
    static final ResourceConfiguration DEFAULTS = new ResourceConfiguration(null, 0, 0, false, 0, 0, 0);

    private static final int MAX_NICENESS = 19;

    private static final int MAX_CPU = 65_535;

    private static final long MEBI = 1 << 20;

    ResourceConfiguration withPinning(List<? extends Set<Integer>> places) {
        List<Set<Integer>> copy = new ArrayList<>();
        for (Set<Integer> place : places) {
            for (int cpu : place) {
                if (cpu < 0 || cpu > MAX_CPU) {
                    throw new IllegalArgumentException("a processor's number is from 0 to " + MAX_CPU + ": " + cpu);
                }
            }
            if (place.isEmpty()) {
                throw new IllegalArgumentException("each place needs at least one processor: " + places);
            }
            copy.add(Collections.unmodifiableSet(new TreeSet<>(place)));
        }
        return new ResourceConfiguration(
                Collections.unmodifiableList(copy),
                niceness,
                heapBytes,
                sharesHeap,
                memoryCapBytes,
                softMemoryLimitBytes,
                hardMemoryLimitBytes);
    }

    ResourceConfiguration withNiceness(int value) {
        if (value < 0 || value > MAX_NICENESS) {
            throw new IllegalArgumentException("niceness must be from 0 to " + MAX_NICENESS + ": " + value);
        }
        return new ResourceConfiguration(
                pinning, value, heapBytes, sharesHeap, memoryCapBytes, softMemoryLimitBytes, hardMemoryLimitBytes);
    }

    ResourceConfiguration withHeap(long bytes) {
        return heap(atLeast("heap", WorkerOptions.MIN_HEAP_BYTES, bytes), false);
    }

    ResourceConfiguration withHeapShare() {
        return heap(0, true);
    }

    private ResourceConfiguration heap(long bytes, boolean share) {
        return new ResourceConfiguration(
                pinning, niceness, bytes, share, memoryCapBytes, softMemoryLimitBytes, hardMemoryLimitBytes);
    }

    ResourceConfiguration withMemoryCap(long bytes) {
        return new ResourceConfiguration(
                pinning,
                niceness,
                heapBytes,
                sharesHeap,
                atLeast("memoryCap", WorkerOptions.MIN_MEMORY_CAP_BYTES, bytes),
                softMemoryLimitBytes,
                hardMemoryLimitBytes);
    }

    ResourceConfiguration withMemoryLimits(long softBytes, long hardBytes) {
        long soft = softBytes == 0 ? 0 : atLeast("softMemoryLimit", WorkerOptions.MIN_MEMORY_LIMIT_BYTES, softBytes);
        long hard = hardBytes == 0 ? 0 : atLeast("hardMemoryLimit", WorkerOptions.MIN_MEMORY_LIMIT_BYTES, hardBytes);
        if (hard > 0 && soft > hard) {
            throw new IllegalArgumentException(
                    "the soft memory limit (" + soft + " bytes) is above the hard one (" + hard + " bytes)");
        }
        return new ResourceConfiguration(pinning, niceness, heapBytes, sharesHeap, memoryCapBytes, soft, hard);
    }

    private static long atLeast(String name, long min, long bytes) {
        if (bytes < min) {
            throw new IllegalArgumentException(
                    name + " must be at least " + min + " bytes (" + min / MEBI + " MiB): " + bytes);
        }
        return bytes;
    }
}
