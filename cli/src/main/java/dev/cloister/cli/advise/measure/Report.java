package dev.cloister.cli.advise.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * How a measurement ended; travels as a file, which has the kind in its first line.
 *
 * @param kind what the text is
 * @param text JSON or words for people
 */
public record Report(Kind kind, String text) {
    /** The name of the file. */
    public static final String FILE = "report";

    /** The name of the file beside it that has the command line. */
    public static final String ARGUMENTS = "arguments";

    private static final String PART = FILE + ".part";

    /** How far it has come. */
    public enum Kind {
        /** The measuring JVM is up; if nothing follows, it died. */
        STARTED,
        /** An advice as JSON. */
        ADVICE,
        /** The input is bad. */
        REFUSED,
        /** A task failed, or the measurement. */
        FAILED
    }

    /** Writes it in place of what is there. */
    void write(Path file) throws IOException {
        Path part = file.resolveSibling(PART);
        Files.writeString(part, kind + "\n" + text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes the folder with these files; what cannot be removed stays. */
    public static void remove(Path folder) {
        for (String name : List.of(FILE, PART, ARGUMENTS, "")) {
            boolean _ = folder.resolve(name).toFile().delete();
        }
    }

    /** Reads it. */
    public static Report read(Path file) throws IOException {
        String all = Files.readString(file);
        int end = all.indexOf('\n');
        return new Report(Kind.valueOf(all.substring(0, end)), all.substring(end + 1));
    }
}
