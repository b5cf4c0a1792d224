package dev.cloister.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The machine's processor time since it started, in ticks.
 *
 * @param total all of it
 * @param idle unused
 * @param stolen taken by the hypervisor for other machines
 */
record CpuTimes(long total, long idle, long stolen) {
    private static final int IDLE = 3;
    private static final int WAITING_FOR_DISKS = 4;
    private static final int STOLEN = 7;
    private static final int OWN_FIRST = 11; // after the name: user, system, and the same of children
    private static final int OWN_COUNT = 4;
    private static final int GUEST = 8; // counted in user time already

    /** Empty where there is no {@code /proc/stat}. */
    static Optional<CpuTimes> read() {
        try {
            return Files.readAllLines(Path.of("/proc/stat")).stream()
                    .findFirst()
                    .flatMap(CpuTimes::parse);
        } catch (IOException e) { // not Linux
            return Optional.empty();
        }
    }

    static Optional<CpuTimes> parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (!words[0].equals("cpu") || words.length <= STOLEN + 1) {
            return Optional.empty();
        }
        long total = 0;
        for (int i = 0; i < GUEST; i++) {
            total += Long.parseLong(words[i + 1]);
        }
        long idle = Long.parseLong(words[IDLE + 1]) + Long.parseLong(words[WAITING_FOR_DISKS + 1]);
        return Optional.of(new CpuTimes(total, idle, Long.parseLong(words[STOLEN + 1])));
    }

    /** The share of the time since {@code before} that somebody used, from 0 to 1. */
    double busySince(CpuTimes before) {
        return total == before.total ? 0 : Math.max(0, 1 - (double) (idle - before.idle) / (total - before.total));
    }

    /** Ticks that this JVM and the processes that it has reaped have used; empty where there is no {@code /proc}. */
    static Optional<Long> own() {
        try {
            return Optional.of(parseOwn(Files.readString(Path.of("/proc/self/stat"))));
        } catch (IOException e) { // not Linux
            return Optional.empty();
        }
    }

    static long parseOwn(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long sum = 0;
        for (int i = OWN_FIRST; i < OWN_FIRST + OWN_COUNT; i++) {
            sum += Long.parseLong(words[i]);
        }
        return sum;
    }

    /** The share of the time since {@code before} that others used, if this JVM used {@code own} ticks of it. */
    double othersSince(CpuTimes before, long own) {
        return total == before.total ? 0 : Math.max(0, busySince(before) - (double) own / (total - before.total));
    }

    /** The share of the time since {@code before} that the hypervisor took. */
    double stolenSince(CpuTimes before) {
        return total == before.total ? 0 : (double) (stolen - before.stolen) / (total - before.total);
    }
}
