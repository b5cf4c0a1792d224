package dev.cloister;

import dev.cloister.internal.os.Terminal;

/** The default {@link OutputListener}: the parent's own streams, each line after the worker's name. */
enum ConsoleOutput implements OutputListener {
    INSTANCE;

    @Override
    public void line(String worker, Source source, String line) {
        Terminal.makeRoom();
        (source == Source.OUT ? System.out : System.err).println("[" + worker + "] " + line);
    }
}
