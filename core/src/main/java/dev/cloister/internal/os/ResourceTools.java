package dev.cloister.internal.os;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What this system has to give a process less than everything: words that go before a command and replace themselves with
 * it, so that the limit holds before the program's first instruction and for all that it starts.
 *
 * @param nice from any POSIX system; null elsewhere
 * @param taskset from util-linux or BusyBox; null elsewhere
 * @param dataLimit a shell whose {@code ulimit -d} limits all private memory, which it does on Linux; null elsewhere
 * @param usable the processors that this process may run on; empty where the system does not tell
 * @param knowsResident whether the system tells how much memory a process holds
 */
public record ResourceTools(
        @Nullable Path nice,
        @Nullable Path taskset,
        @Nullable Path dataLimit,
        Set<Integer> usable,
        boolean knowsResident) {
    private static final long KIBI = 1024;

    /** Looks for them. */
    public static ResourceTools find() {
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        return new ResourceTools(
                SystemTools.program("nice"),
                linux ? SystemTools.program("taskset") : null,
                linux ? SystemTools.current().shell() : null,
                CpuBudget.usable(),
                ResidentMemory.bytes(ProcessHandle.current().pid()) > 0);
    }

    /** The words that lower the priority by {@code niceness}. */
    public static List<String> niceWords(int niceness) {
        return List.of(String.valueOf(SystemTools.program("nice")), "-n", Integer.toString(niceness));
    }

    /** The words that confine a process to these processors. */
    public static List<String> pinWords(Set<Integer> cpus) {
        BigInteger mask = BigInteger.ZERO;
        for (int cpu : cpus) {
            mask = mask.setBit(cpu);
        }
        return List.of(String.valueOf(SystemTools.program("taskset")), "0x" + mask.toString(16));
    }

    /** The words that limit the private memory of a process. */
    public static List<String> capWords(long bytes) {
        String shell = String.valueOf(SystemTools.current().shell());
        return List.of(shell, "-c", "ulimit -d " + bytes / KIBI + " && exec \"$@\"", "cloister-cap");
    }

    /** The processors in a list such as {@code 0-3,8}. */
    static Set<Integer> parse(String list) {
        Set<Integer> cpus = new TreeSet<>();
        for (String part : list.strip().split(",", -1)) {
            String[] ends = part.split("-", 2);
            int first = Integer.parseInt(ends[0].strip());
            int last = ends.length == 1 ? first : Integer.parseInt(ends[1].strip());
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }
}
