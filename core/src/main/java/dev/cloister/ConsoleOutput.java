package dev.cloister;

/** The default {@link OutputListener}: the parent's own streams, each line after the worker's name. */
enum ConsoleOutput implements OutputListener {
    INSTANCE;

    @Override
    public void line(String worker, Source source, String line) {
        (source == Source.OUT ? System.out : System.err).println("[" + worker + "] " + line);
    }
}
