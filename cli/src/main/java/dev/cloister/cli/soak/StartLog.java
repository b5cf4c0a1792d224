package dev.cloister.cli.soak;

import java.io.IOException;

/** Which tasks a worker has started: one number each, so that a second start of the same task is seen. */
final class StartLog {
    /** How the files' names begin. */
    static final String PREFIX = "starts-";

    private static final RecordFile FILE = new RecordFile(PREFIX);

    private StartLog() {}

    static void add(String folder, long id) throws IOException {
        FILE.add(folder, id);
    }
}
