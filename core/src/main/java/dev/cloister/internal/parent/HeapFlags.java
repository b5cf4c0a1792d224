package dev.cloister.internal.parent;

import dev.cloister.WorkerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How large the heap of a worker may become. A JVM takes a quarter of the memory; so many workers would together take more
 * than there is. As a percentage, because then the worker's JVM finds out how much memory there is, limits of containers
 * included. The user's {@code -Xmx} comes after and wins.
 */
final class HeapFlags {
    /** What all workers of a pool may take together; the rest is for their native memory, the parent and the system. */
    private static final double SHARED_PERCENT = 75;

    /** A pool of so many workers at the default of the JVM takes {@link #SHARED_PERCENT}. */
    private static final int UNLIMITED_WORKERS = 3;

    /** The default is not less: below, the heap is smaller than what the JVM itself needs. */
    private static final double MIN_DEFAULT_PERCENT = 1;

    /** What a worker's JVM needs beside its heap, at the least: code, classes, stacks of some threads. */
    static final long OVERHEAD_BYTES = 128L << 20;

    private HeapFlags() {}

    /** The flags for one of {@code size} workers; perhaps none. */
    static List<String> of(WorkerOptions options, int size) {
        if (options.heapBytes() > 0) {
            return List.of("-Xmx" + options.heapBytes() / 1024 + "k");
        }
        if (options.sharesHeap()) {
            return percentage(SHARED_PERCENT / size);
        }
        if (options.memoryCapBytes() > 0) {
            return List.of("-Xmx" + defaultBelow(options.memoryCapBytes()) / 1024 + "k");
        }
        return size <= UNLIMITED_WORKERS ? List.of() : percentage(Math.max(MIN_DEFAULT_PERCENT, SHARED_PERCENT / size));
    }

    /** Both flags: the JVM takes the second on machines with little memory. */
    private static List<String> percentage(double percent) {
        String text = Double.toString(Math.floor(percent * 1000) / 1000); // a formatter would delay the first worker
        return List.of("-XX:MaxRAMPercentage=" + text, "-XX:MinRAMPercentage=" + text);
    }

    /** Half of what a cap leaves for the heap and for native memory. */
    private static long defaultBelow(long cap) {
        return (cap - OVERHEAD_BYTES) / 2;
    }

    /** Checks that the heap and what a JVM needs beside it fit under the cap, if both are known. */
    static void requireFits(WorkerOptions options) {
        long cap = options.memoryCapBytes();
        Long user = userHeap(options.jvmArguments());
        long heap = user != null ? user : options.heapBytes();
        if (cap > 0 && heap > 0 && heap + OVERHEAD_BYTES > cap) {
            throw new IllegalArgumentException(
                    "a memory cap of " + Bytes.text(cap) + " (WorkerOptions.withMemoryCap) has"
                            + " no room for a heap of " + Bytes.text(heap) + " and the " + Bytes.text(OVERHEAD_BYTES)
                            + " that a JVM needs beside it; raise the cap to " + Bytes.text(heap + OVERHEAD_BYTES)
                            + " or more, or lower the heap");
        }
    }

    /** The last heap size among the arguments; null if there is none, or none that can be read. */
    static @Nullable Long userHeap(List<String> arguments) {
        Long heap = null;
        for (String argument : arguments) {
            if (argument.startsWith("-Xmx")) {
                heap = bytes(argument.substring("-Xmx".length()));
            } else if (argument.startsWith("-XX:MaxHeapSize=")) {
                heap = bytes(argument.substring("-XX:MaxHeapSize=".length()));
            }
        }
        return heap;
    }

    private static @Nullable Long bytes(String text) {
        if (text.isEmpty()) {
            return null;
        }
        int unit = "kmgt".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        try {
            long number = Long.parseLong(unit < 0 ? text : text.substring(0, text.length() - 1));
            return Math.multiplyExact(number, 1L << (10 * (unit + 1)));
        } catch (NumberFormatException | ArithmeticException e) { // the JVM will say so
            return null;
        }
    }
}
