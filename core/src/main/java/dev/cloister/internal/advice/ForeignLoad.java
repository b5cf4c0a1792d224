package dev.cloister.internal.advice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many processors others keep busy, from {@code /proc} on Linux: what all did, less what this process and the processes named at
 * the end did. Time that a hypervisor took away counts as theirs. NaN elsewhere.
 */
final class ForeignLoad {
    /** The unit of {@code /proc}: hundredths of a second wherever Linux runs. */
    private static final double TICK_NANOS = 1e7;

    private final long start = System.nanoTime();
    private final double busy = busyTicks(read("/proc/stat"));
    private final double own = processTicks(ProcessHandle.current().pid());

    /** Begins to measure. */
    ForeignLoad() {}

    /**
     * Processors kept busy by others since this was made; NaN if that is not known.
     *
     * @param started processes that were started since, and are living or were waited for by this one
     */
    double processors(Set<Long> started) {
        double ticks = (System.nanoTime() - start) / TICK_NANOS;
        double ours = processTicks(ProcessHandle.current().pid()) - own;
        for (long pid : started) {
            double used = processTicks(pid);
            ours += Double.isNaN(used) ? 0 : used;
        }
        double foreign = (busyTicks(read("/proc/stat")) - busy - ours) / Math.max(1, ticks);
        return Double.isNaN(foreign) ? foreign : Math.max(0, foreign);
    }

    /** All but idle and waiting for disks, of the first line: user nice system idle iowait irq softirq steal. */
    static double busyTicks(String stat) {
        String[] words = stat.lines().findFirst().orElse("").split("\\s+", -1);
        if (words.length < 9 || !words[0].equals("cpu")) {
            return Double.NaN;
        }
        Map<Integer, Long> ticks = new HashMap<>();
        for (int i : List.of(1, 2, 3, 6, 7, 8)) {
            ticks.put(i, Long.parseLong(words[i]));
        }
        return ticks.values().stream().mapToLong(Long::longValue).sum();
    }

    private static double processTicks(long pid) {
        return ticksOf(read("/proc/" + pid + "/stat"));
    }

    /** User and system time, the 14th and 15th word; the second is in parentheses and may hold anything. */
    static double ticksOf(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split("\\s+", -1);
        return words.length < 13 ? Double.NaN : Long.parseLong(words[11]) + Long.parseLong(words[12]);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) { // another system, or the process is gone
            return "";
        }
    }
}
