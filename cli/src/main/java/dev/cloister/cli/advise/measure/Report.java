package dev.cloister.cli.advise.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How a measurement ended; travels as a file, which has the kind in its first line.
 *
 * @param kind what the text is
 * @param text JSON or words for people
 */
public record Report(Kind kind, String text) {
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
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, kind + "\n" + text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads it. */
    public static Report read(Path file) throws IOException {
        String all = Files.readString(file);
        int end = all.indexOf('\n');
        return new Report(Kind.valueOf(all.substring(0, end)), all.substring(end + 1));
    }
}
