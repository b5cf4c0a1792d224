package dev.cloister.cli.bench;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;

/**
 * A Python that can take part.
 *
 * @param path how it is started: behind a shim, but not behind the link of a virtual environment
 * @param executable where it really is
 * @param implementation such as {@code CPython}
 * @param version such as {@code 3.11.7}
 * @param freeThreaded whether it was built without the need of a global interpreter lock
 * @param gil whether it uses that lock
 * @param numpy whether it has numpy
 */
public record PythonInterpreter(
        Path path,
        String executable,
        String implementation,
        String version,
        boolean freeThreaded,
        boolean gil,
        boolean numpy) {
    /** Newest first. */
    static final Comparator<PythonInterpreter> NEWEST =
            Comparator.comparingLong(PythonInterpreter::sortKey).reversed();

    /** Its name in tables and files, which says whether the lock is there when that is not a matter of course. */
    public String runtime() {
        String name = implementation.toLowerCase(Locale.ROOT) + " " + version;
        if (!freeThreaded) {
            return name;
        }
        return name + "t " + (gil ? "GIL on" : "no-GIL");
    }

    private long sortKey() {
        long key = 0;
        for (String part : version.split("[^0-9]+", -1)) {
            key = key * 1000 + (part.isEmpty() ? 0 : Long.parseLong(part));
        }
        return version.matches("[0-9.]+") ? key * 1000 + 999 : key; // a candidate has one more number
    }
}
