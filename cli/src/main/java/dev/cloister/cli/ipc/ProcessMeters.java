package dev.cloister.cli.ipc;

import dev.cloister.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Processes by hand. */
final class ProcessMeters {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** So many descriptors of this process one that it has started may take: three pipes. */
    private static final int DESCRIPTORS_EACH = 3;

    /** What belongs to all of them together: the guardian's pipes, a file that is just being written. */
    private static final int DESCRIPTORS_COMMON = 16;

    private ProcessMeters() {}

    /** All started before the first is joined: milliseconds for each, from the first start to the last end. */
    static Reading startAndJoin(Bed bed, int count) throws Exception {
        long before = descriptors();
        List<Long> pids = new ArrayList<>();
        List<JvmProcess> processes = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int code = i % 7;
            JvmProcess process = JvmProcess.of(() -> System.exit(code)).start();
            processes.add(process);
            pids.add(process.pid());
        }
        long most = descriptors();
        int right = 0;
        for (int i = 0; i < count; i++) {
            processes.get(i).join();
            right += processes.get(i).exitCode().orElse(-1) == i % 7 ? 1 : 0;
        }
        double millis = (System.nanoTime() - start) / 1e6 / count;
        for (JvmProcess process : processes) {
            process.close();
        }
        long zombies = pids.stream()
                .filter(pid -> Files.exists(Path.of("/proc", Long.toString(pid))))
                .count();
        boolean linear = most - before <= (long) DESCRIPTORS_EACH * count + DESCRIPTORS_COMMON;
        return Reading.of(millis, found(count, 0, true), found(right, zombies, linear));
    }

    private static String found(int codes, long zombies, boolean linear) {
        return codes + " right exit codes, " + zombies + " zombies, " + (linear ? "" : "more than ") + DESCRIPTORS_EACH
                + " descriptors for each";
    }

    private static long descriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        }
    }
}
