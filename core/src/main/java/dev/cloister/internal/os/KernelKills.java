package dev.cloister.internal.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How often the kernel's out-of-memory killer has ended a process, on the whole machine. */
public final class KernelKills {
    private static final Path VMSTAT = Path.of("/proc/vmstat");
    private static final String KEY = "oom_kill ";

    private KernelKills() {}

    /** The count since the machine started; 0 where it is not told. */
    public static long count() {
        try {
            for (String line : Files.readAllLines(VMSTAT)) {
                if (line.startsWith(KEY)) {
                    return Long.parseLong(line.substring(KEY.length()).strip());
                }
            }
            return 0;
        } catch (IOException | NumberFormatException e) { // not Linux
            return 0;
        }
    }
}
