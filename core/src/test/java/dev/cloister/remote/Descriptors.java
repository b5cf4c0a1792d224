package dev.cloister.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What this process has open. */
public final class Descriptors {
    private static final Path TABLE = Path.of("/proc/self/fd");

    private Descriptors() {}

    /** The threads of listeners and connections, and the selector of the latter, are gone a moment after the last of them. */
    public static void requireNoSockets() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        List<String> left = left();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
            left = left();
        }
        assertThat(left).as("sockets and threads that are left").isEmpty();
    }

    private static List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("cloister-remote")
                    || thread.getName().startsWith("cloister-listener")) {
                left.add(thread.getName());
            }
        }
        return left;
    }

    /** How many descriptors this process has. */
    public static int count() throws IOException {
        try (var all = Files.list(TABLE)) {
            return (int) all.count();
        }
    }
}
