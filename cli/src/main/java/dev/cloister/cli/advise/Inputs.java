package dev.cloister.cli.advise;

import dev.cloister.cli.advise.measure.RefusedException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the measuring JVM gets its inputs from.
 *
 * @param name what the user calls them
 * @param file a regular file; null if they come on its standard input, as those of a pipe must: it can be read once, and perhaps only here
 * @param redirect what its standard input is
 */
record Inputs(String name, @Nullable Path file, Redirect redirect) {
    private static final String STANDARD_INPUT = "-";

    /**
     * Looks where they are.
     *
     * @throws RefusedException if they are not there
     */
    static Inputs of(String name) {
        if (name.equals(STANDARD_INPUT)) {
            return new Inputs("standard input", null, Redirect.INHERIT);
        }
        Path file;
        try {
            file = Path.of(name).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new RefusedException("--inputs: '" + name + "' is no path: " + e.getMessage());
        }
        if (!Files.exists(file)) {
            throw new RefusedException("--inputs: there is no file " + name
                    + (file.toString().equals(name) ? "" : "; it was looked for at " + file));
        }
        if (Files.isDirectory(file)) {
            throw new RefusedException(
                    "--inputs " + name + " is a folder; name a file with one input per line, such as the"
                            + " names of its files: ls -d " + name + "/* | cloister advise ... --inputs -");
        }
        if (!Files.isReadable(file)) {
            throw new RefusedException("--inputs " + name + " cannot be read: no permission");
        }
        return Files.isRegularFile(file)
                ? new Inputs(name, file, Redirect.from(Path.of("/dev/null").toFile()))
                : new Inputs(name, null, Redirect.from(file.toFile()));
    }
}
