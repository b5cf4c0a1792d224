package dev.cloister;

/**
 * Receives what tasks print, line by line. The default listener prints each line on the parent's {@link System#out} or
 * {@link System#err}, after the worker's name.
 *
 * <p>Called from one thread per worker, in the order in which the worker wrote; a listener that blocks stops only that
 * worker's printing. What it throws is counted in {@link PoolStatistics#listenerFailures()} and the line goes to
 * {@link System#err}. Lines longer than 64 KiB come in pieces; a last line without an end comes when the worker ends.
 *
 * {@snippet :
 * var lines = new java.util.concurrent.ConcurrentLinkedQueue<String>();
 * var options = dev.cloister.PoolOptions.ofProcesses(2)
 *         .withOutput((worker, source, line) -> lines.add(worker + ": " + line));
 * }
 */
@FunctionalInterface
public interface OutputListener {
    /** Where a line came from. */
    enum Source {
        /** {@link System#out} of the worker. */
        OUT,
        /** {@link System#err} of the worker, and whatever native code or the JVM itself writes on descriptors 1 and 2. */
        ERR
    }

    /**
     * Called with one line, without its line end.
     *
     * @param worker the name of the worker that printed it, such as {@code worker-2}
     * @param source which of the worker's streams
     * @param line the text
     */
    void line(String worker, Source source, String line);
}
