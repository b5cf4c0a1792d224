package dev.cloister.internal.parent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The JVM's crash report of a worker ({@code hs_err_pid...}): its head is evidence, the file is removed. */
final class CrashReport {
    private static final int HEAD_BYTES = 4096;

    private CrashReport() {}

    /** The head of the report, or empty if there is none. */
    static String take(Path runDirectory, long pid) {
        Path file = runDirectory.resolve("hs_err_pid" + pid + ".log");
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
            Files.deleteIfExists(file);
            return head;
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (!Files.exists(file)) { // no descriptor was left to find that out
                return "";
            }
            return "(the crash report could not be read: " + e + ")";
        }
    }
}
