package dev.cloister.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that the option {@code --json} names. */
public final class JsonFile {
    private JsonFile() {}

    /** Why it cannot be written; null if it can, or if there is none. Asked before a run, not after it. */
    public static @Nullable String complaint(@Nullable Path json) {
        if (json == null) {
            return null;
        }
        Path folder = json.toAbsolutePath().getParent();
        if (Files.isDirectory(json)) {
            return "--json " + json + " is a folder; name a file";
        }
        if (folder == null || !Files.isDirectory(folder)) {
            return "--json " + json + ": the folder " + folder + " does not exist; make it first";
        }
        if (!Files.isWritable(Files.exists(json) ? json : folder)) {
            return "--json " + json + " cannot be written: no permission";
        }
        return null;
    }
}
