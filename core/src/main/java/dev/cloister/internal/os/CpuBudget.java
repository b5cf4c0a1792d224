package dev.cloister.internal.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How many processors this JVM may use. The JDK computes the number (affinity, cgroup quota rounded up,
 * {@code -XX:ActiveProcessorCount}); this class finds out which of them decided.
 *
 * @param count how many
 * @param reason why
 */
public record CpuBudget(int count, String reason) {
    private static final Path PROC_STATUS = Path.of("/proc/self/status");
    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");
    private static final Path CGROUP_2 = Path.of("/sys/fs/cgroup/cpu.max");
    private static final Path CGROUP_1_QUOTA = Path.of("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    private static final Path CGROUP_1_PERIOD = Path.of("/sys/fs/cgroup/cpu/cpu.cfs_period_us");

    /** Reads it anew. */
    public static CpuBudget read() {
        int count = Runtime.getRuntime().availableProcessors();
        int online = line(ONLINE).map(CpuBudget::listSize).orElse(count);
        int affinity = status("Cpus_allowed_list:").map(CpuBudget::listSize).orElse(online);
        double quota = quota();
        return new CpuBudget(count, reason(count, online, affinity, quota));
    }

    static String reason(int count, int online, int affinity, double quota) {
        if (count == Math.ceil(quota) && count < affinity) {
            return "cgroup quota of " + quota + " of " + online + " processors";
        }
        if (count == affinity && affinity < online) {
            return "affinity mask allows " + affinity + " of " + online + " processors";
        }
        if (count == online) {
            return "all processors of the machine";
        }
        return "-XX:ActiveProcessorCount or a limit that only the JVM sees; the machine has " + online;
    }

    /** The quota in processors; infinite when there is none. */
    private static double quota() {
        Optional<String> v2 = line(CGROUP_2);
        if (v2.isPresent()) {
            String[] words = v2.get().split(" ", 2);
            return words.length < 2 ? Double.POSITIVE_INFINITY : ratio(words[0], words[1]);
        }
        return ratio(line(CGROUP_1_QUOTA).orElse("-1"), line(CGROUP_1_PERIOD).orElse("1"));
    }

    private static double ratio(String quota, String period) {
        try {
            double value = Double.parseDouble(quota) / Double.parseDouble(period);
            return value > 0 ? value : Double.POSITIVE_INFINITY;
        } catch (NumberFormatException e) { // "max"
            return Double.POSITIVE_INFINITY;
        }
    }

    /** The processors that this process may run on; empty where the system does not tell. */
    static Set<Integer> usable() {
        return status("Cpus_allowed_list:").map(ResourceTools::parse).orElse(Set.of());
    }

    /** The number of processors in a list such as {@code 0-3,8}. */
    static int listSize(String list) {
        int size = 0;
        for (String part : list.strip().split(",", -1)) {
            String[] ends = part.split("-", 2);
            int first = Integer.parseInt(ends[0].strip());
            size += ends.length == 1 ? 1 : Integer.parseInt(ends[1].strip()) - first + 1;
        }
        return size;
    }

    private static Optional<String> status(String key) {
        return lines(PROC_STATUS).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst();
    }

    private static Optional<String> line(Path file) {
        return lines(file).stream().findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) { // not on this system, or not in this container
            return List.of();
        }
    }
}
