package dev.cloister.cli.soak;

import dev.cloister.cli.faults.RunFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What this process holds.
 *
 * @param descriptors open files; 0 where there is no {@code /proc}
 * @param threads of pools, without those that stay for the life of the JVM
 * @param sharedBytes in shared memory
 * @param files in run directories
 */
record Resources(int descriptors, int threads, long sharedBytes, int files) {
    private static final Set<String> IMMORTAL = Set.of("cloister-spawner", "cloister-keeper", "cloister-timer");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static Resources now() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        int threads = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            threads += name.startsWith("cloister-") && !IMMORTAL.contains(name) && !name.startsWith("cloister-bench")
                    ? 1
                    : 0;
        }
        return new Resources(
                descriptorsNow(),
                threads,
                RunFiles.sharedBytes(pid),
                RunFiles.leftBy(pid, 0).size());
    }

    private static int descriptorsNow() throws IOException {
        int count = 0;
        if (Files.isDirectory(DESCRIPTORS)) {
            try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
                for (Path _ : open) {
                    count++;
                }
            }
        }
        return count;
    }

    /** What is more here than there; nothing is less than nothing. */
    Resources minus(Resources before) {
        return new Resources(
                Math.max(0, descriptors - before.descriptors),
                Math.max(0, threads - before.threads),
                Math.max(0, sharedBytes - before.sharedBytes),
                Math.max(0, files - before.files));
    }

    boolean isNothing() {
        return descriptors == 0 && threads == 0 && sharedBytes == 0 && files == 0;
    }
}
