package dev.cloister;

/**
 * Is told how far a piece of work has come: a {@code map}, by {@link MapOptions#withProgress(ProgressListener)}, or any other, by a
 * {@link ProgressMeter}. {@link ProgressLine} is one that shows it on a terminal.
 *
 * <p>Called on a thread of its own, {@code cloister-progress}, so never by two threads at a time and under no lock of a pool; at most
 * every 100 ms, measured from the end of the call before, also when nothing has changed; and once more when the work is over, however
 * it ended, with {@link Progress#over()} set. Work that is over within 100 ms gets that call only. Tasks pay nothing for the calls: what
 * has ended is counted, and the counts are read.
 *
 * <p>The end of the work waits for that last call, 250 ms at most; a listener that takes longer is left behind. The first
 * exception that a listener throws goes to its thread's uncaught-exception handler; it is called further on, and the work does not
 * notice.
 *
 * {@snippet :
 * dev.cloister.ProgressListener listener = now -> {
 *     if (now.over()) {
 *         System.out.println(now.done() + " done, " + now.failed() + " failed in " + now.elapsed());
 *     }
 * };
 * }
 */
@FunctionalInterface
public interface ProgressListener {
    /** Called with the state of the work. */
    void progressed(Progress now);
}
