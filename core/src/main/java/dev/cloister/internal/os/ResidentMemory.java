package dev.cloister.internal.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How much of the machine's memory a process holds: its resident set, shared pages included. From {@code /proc} on Linux
 * (some 40 microseconds), elsewhere from {@code ps} (some milliseconds).
 */
public final class ResidentMemory {
    private static final boolean PROC = Files.isReadable(Path.of("/proc/self/status"));

    private static final String KEY = "\nVmRSS:";

    private static final long PS_MILLIS = 2_000;

    private ResidentMemory() {}

    /** Whether reading is cheap enough to be done twenty times a second for each worker. */
    public static boolean isCheap() {
        return PROC;
    }

    /** The resident bytes of the process; -1 if there is no such process any more, or this system does not tell. */
    public static long bytes(long pid) {
        return PROC ? fromProc(pid) : fromPs(pid);
    }

    static long fromProc(long pid) {
        try {
            String text = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/status")), StandardCharsets.UTF_8);
            int start = text.indexOf(KEY); // a process that has ended and was not reaped has none
            return start < 0 ? -1 : kibibytes(text.substring(start + KEY.length(), text.indexOf(" kB", start)));
        } catch (IOException | IndexOutOfBoundsException e) { // it ended just now
            return -1;
        }
    }

    static long fromPs(long pid) {
        Process ps;
        try {
            ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) { // no such program
            return -1;
        }
        try (var output = ps.getInputStream()) {
            if (!ps.waitFor(PS_MILLIS, TimeUnit.MILLISECONDS)) {
                return -1;
            }
            return kibibytes(new String(output.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            ps.destroyForcibly();
        }
    }

    private static long kibibytes(String text) {
        try {
            return Long.parseLong(text.strip()) * 1024;
        } catch (NumberFormatException e) { // the process is gone: nothing was printed
            return -1;
        }
    }
}
