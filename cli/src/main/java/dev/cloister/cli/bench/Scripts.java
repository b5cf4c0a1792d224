package dev.cloister.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Python files of this jar. */
public final class Scripts {
    /** CPython's side of {@code cloister bench}. */
    static final String PEER = "peer.py";

    private Scripts() {}

    /** The text of the file with this name beside a class. */
    static String text(Class<?> neighbour, String name) throws IOException {
        try (InputStream stream = neighbour.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException(name + " is missing from the jar; build it again");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Copies the file with this name beside a class to a folder; returns where it is. */
    public static Path copy(Class<?> neighbour, String name, Path folder) throws IOException {
        return Files.writeString(folder.resolve(name), text(neighbour, name));
    }
}
