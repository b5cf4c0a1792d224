package dev.cloister.internal.parent;

import java.util.Locale;

/** Sizes of memory in words. */
final class Bytes {
    private static final long MEBI = 1 << 20;

    private Bytes() {}

    /** Such as {@code 512 MiB} or {@code 533.4 MiB}. */
    static String text(long bytes) {
        return bytes % MEBI == 0
                ? bytes / MEBI + " MiB"
                : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / MEBI);
    }
}
