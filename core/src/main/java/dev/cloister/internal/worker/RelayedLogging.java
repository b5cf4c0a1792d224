package dev.cloister.internal.worker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * How logging is configured in a worker: {@code java.util.logging} creates one of these when it is used for the first
 * time, because a system property says so; until then nothing of it is loaded. The levels are the parent's, the one
 * handler sends to the parent. When the pool relays no logging, the JVM's own configuration is read.
 */
public final class RelayedLogging {
    /** Called by {@code java.util.logging}. */
    public RelayedLogging() throws IOException {
        String levels = LogLevels.ask();
        if (levels == null) {
            readDefaults();
        } else {
            String configuration = "handlers=" + RelayHandler.class.getName() + "\n" + levels;
            read(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static void readDefaults() throws IOException {
        @Nullable String own = System.getProperty("java.util.logging.config.file");
        Path file =
                own != null ? Path.of(own) : Path.of(System.getProperty("java.home", ""), "conf", "logging.properties");
        try (InputStream in = Files.newInputStream(file)) {
            read(in);
        }
    }

    private static void read(InputStream in) throws IOException {
        LogManager.getLogManager().readConfiguration(in);
    }
}
