package dev.cloister.cli.faults;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a program with pools has: its run directories and its shared memory. */
public final class RunFiles {
    private static final List<String> PLACES = List.of(
            System.getProperty("dev.cloister.runDirectory", System.getProperty("java.io.tmpdir", "/tmp")), "/dev/shm");

    private RunFiles() {}

    /** Those of the program with this process id that are there after waiting at most so long for their end. */
    public static List<String> leftBy(long pid, double seconds) throws InterruptedException {
        Moment.await(seconds, () -> of(pid).isEmpty());
        return of(pid);
    }

    private static List<String> of(long pid) {
        List<String> found = new ArrayList<>();
        for (String place : PLACES.stream().filter(RunFiles::isThere).toList()) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(place), "cloister-" + pid + "-*")) {
                files.forEach(file -> found.add(file.toString()));
            } catch (IOException e) {
                found.add(place + " cannot be read: " + e.getMessage());
            }
        }
        return found;
    }

    private static boolean isThere(String place) {
        return Files.isDirectory(Path.of(place));
    }

    /** Bytes of shared memory that it has. */
    public static long sharedBytes(long pid) {
        long bytes = 0;
        for (String file : of(pid)) {
            if (file.startsWith("/dev/shm/")) {
                bytes += Path.of(file).toFile().length();
            }
        }
        return bytes;
    }
}
