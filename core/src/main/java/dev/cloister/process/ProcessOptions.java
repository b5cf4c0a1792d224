package dev.cloister.process;

import dev.cloister.OutputListener;
import dev.cloister.WorkerOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link JvmProcess} is started and what becomes of its streams. Immutable; each {@code with} method returns a
 * changed copy and checks its value.
 *
 * {@snippet :
 * var options = dev.cloister.process.ProcessOptions.defaults()
 *         .withName("indexer")
 *         .withDaemon(true)
 *         .withJvm(dev.cloister.WorkerOptions.defaults().withHeap(256L << 20).withNiceness(5));
 * }
 */
public sealed interface ProcessOptions permits ProcessConfiguration {
    /** Everything at its default. */
    static ProcessOptions defaults() {
        return ProcessConfiguration.DEFAULTS;
    }

    /** The process's name; null for {@code Process-1}, {@code Process-2} and so on, and {@code Process-1:1} in the first. */
    @Nullable
    String name();

    /** Whether this JVM ends the process when it ends itself, instead of waiting for it. Default: false. */
    boolean daemon();

    /** How its JVM is started: flags, environment, directory, and what it gets of the machine. */
    WorkerOptions jvm();

    /** Who receives what it prints; null for the streams of this JVM, or the pipes. */
    @Nullable
    OutputListener output();

    /** Whether this process reads what it prints from {@link JvmProcess#standardOutput()} and its sister. Default: false. */
    boolean pipesOutput();

    /** Whether this process writes what it reads, to {@link JvmProcess#standardInput()}. Default: false, it is empty. */
    boolean pipesInput();

    /** Whether its log records arrive in this JVM's logging. Default: true. */
    boolean logRelay();

    /** How long its JVM may take to start. Default: 60 s. */
    Duration startTimeout();

    /** How long it may take to end when it is told to, before it is killed. Default: 5 s. */
    Duration exitGrace();

    /** How long it may run before it is killed; null for no limit, the default. */
    @Nullable
    Duration timeLimit();

    /** Returns a copy with this name. It need not be unique. */
    ProcessOptions withName(String name);

    /**
     * Returns a copy that is a daemon or not. A daemon is terminated when this JVM ends, after its {@code main} and the
     * threads that hold it, or by {@link System#exit}; it does not keep this JVM alive. A process that is none keeps this
     * JVM alive until it has ended, {@link System#exit} included. A signal that ends this JVM ends them all. Both may have
     * processes of their own.
     */
    ProcessOptions withDaemon(boolean daemon);

    /**
     * Returns a copy whose JVM is started so. All of it is set before any class of the program is loaded. Of the memory
     * limits only the hard one counts, and a share of the heap is that of a pool of one.
     */
    ProcessOptions withJvm(WorkerOptions jvm);

    /**
     * Returns a copy whose printed lines go to this listener, from one thread, in the order in which they were written.
     * What it throws is told on {@link System#err} with the line.
     */
    ProcessOptions withOutput(OutputListener listener);

    /**
     * Returns a copy whose output is read by this process. Standard output and standard error are told apart for what is
     * printed through {@link System#out} and {@link System#err}; what native code and the JVM write on descriptors 1 and 2
     * is in standard error. As with pipes of the system, some 64 KiB of each that nobody reads stop the printing.
     */
    ProcessOptions withPipedOutput();

    /**
     * Returns a copy whose {@link System#in} is written by this process. Without it, its standard input is empty; this
     * JVM's own is never read. What it starts itself and gives its own standard input finds that empty in any case.
     */
    ProcessOptions withPipedInput();

    /** Returns a copy whose log records are relayed or not. */
    ProcessOptions withLogRelay(boolean relay);

    /** Returns a copy whose JVM may take so long to start; it is killed then. From 1 ms to 1 h. */
    ProcessOptions withStartTimeout(Duration timeout);

    /**
     * Returns a copy that is killed when it has not ended so long after {@link JvmProcess#terminate()} or after it was
     * told to because this JVM ends: exit hooks may hang. From 0 to 1 h.
     */
    ProcessOptions withExitGrace(Duration grace);

    /** Returns a copy that is killed, with all that it started, when it runs longer than this after its start. From 1 ms. */
    ProcessOptions withTimeLimit(Duration limit);
}
