package dev.cloister.process;

import dev.cloister.RemoteConsumer;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.process.ChildProcess;
import dev.cloister.internal.process.Children;
import dev.cloister.internal.process.TargetSpec;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that runs one thing, a function or a main class, and ends; {@code multiprocessing.Process} of Python. It has the
 * class path or module path of this JVM and its flags, but nothing of its state: what the function has captured and its
 * argument are copied, when {@link #start} is called; handles of {@code dev.cloister.shared} stay connected.
 *
 * {@snippet :
 * try (var queue = dev.cloister.shared.SharedQueue.<String>create(10);
 *         var process = dev.cloister.process.JvmProcess.of(() -> queue.put("hello")).start()) {
 *     String text = queue.take();
 *     process.join();
 *     int code = process.exitCode().orElseThrow(); // 0
 * }
 * }
 *
 * <p><b>Exit codes.</b> 0 when the target has returned, 1 when it threw, after its stack trace was printed to the process's
 * {@link System#err}, n after {@code System.exit(n)}, 128 + signal after a signal: 143 when terminated, 137 when killed.
 * {@link #exitInfo()} knows the reason. The process ends when its last thread that is no daemon has, and its exit hooks
 * ({@link Runtime#addShutdownHook}) run before.
 *
 * <p><b>Its own processes.</b> A process may start others; they are called {@code Process-1:1} and so on. Starting one in
 * a static initializer, or in a main class that is started with the same arguments again, would never end in a process that runs that code too: there it throws
 * {@link IllegalStateException}, which ends the first such process. A tree is at most 8 deep (system property {@code dev.cloister.maxProcessDepth}).
 *
 * <p><b>The end of this JVM.</b> One that is no daemon is waited for, a daemon is terminated: see {@link
 * ProcessOptions#withDaemon}. However this JVM ends, killed too, nothing of the tree below it outlives it by more than moments.
 *
 * <p><b>Output.</b> What it prints goes line by line to this JVM's {@link System#out} and {@link System#err}, unless {@link
 * ProcessOptions} say otherwise, and has gone there when {@link #join()} returns. Its standard input is empty.
 *
 * <p>Safe for use by many threads. It can be given to another process, and is no more than a name there: only the process that made it can start it and
 * wait for it, elsewhere that throws {@link IllegalStateException}. Methods throw {@link IllegalStateException} once it is closed.
 */
public final class JvmProcess implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;

    /** Those that were started, by what is behind them. */
    private static final Map<ChildProcess, JvmProcess> STARTED = new ConcurrentHashMap<>();

    private final transient ChildProcess child;
    private final transient CompletableFuture<ExitInfo> exit;

    private JvmProcess(TargetSpec target, ProcessOptions options) {
        this(new ChildProcess(target, options));
    }

    JvmProcess(ChildProcess child) {
        this.child = child;
        this.exit = child.end().thenApply(ExitInfo::new);
    }

    /** A process that will run {@code target}, with the default options. Starts nothing. */
    public static JvmProcess of(Target target) {
        return of(target, ProcessOptions.defaults());
    }

    /** A process that will run {@code target}. Starts nothing. */
    public static JvmProcess of(Target target, ProcessOptions options) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(options, "options");
        return new JvmProcess(TargetSpec.of(target), options);
    }

    /** A process that will run {@code target} with a copy of {@code argument}, with the default options. Starts nothing. */
    public static <T extends @Nullable Object> JvmProcess of(RemoteConsumer<? super T> target, T argument) {
        return of(target, argument, ProcessOptions.defaults());
    }

    /** A process that will run {@code target} with a copy of {@code argument}. Starts nothing. */
    public static <T extends @Nullable Object> JvmProcess of(
            RemoteConsumer<? super T> target, T argument, ProcessOptions options) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(options, "options");
        return new JvmProcess(TargetSpec.of(target, argument), options);
    }

    /** A process that will run the main method of a class, as the Java launcher does. Starts nothing. */
    public static JvmProcess ofMain(Class<?> main, String... arguments) {
        return ofMain(main, ProcessOptions.defaults(), arguments);
    }

    /** A process that will run the main method of a class, as the Java launcher does. Starts nothing. */
    public static JvmProcess ofMain(Class<?> main, ProcessOptions options, String... arguments) {
        ClassLoader loader = main.getClassLoader();
        return ofMain(main.getName(), loader, options, arguments);
    }

    /** As {@link #ofMain(Class, ProcessOptions, String...)}, for a class that need not be known here. */
    public static JvmProcess ofMain(String main, ProcessOptions options, String... arguments) {
        return ofMain(main, Thread.currentThread().getContextClassLoader(), options, arguments);
    }

    private static JvmProcess ofMain(
            String main, @Nullable ClassLoader loader, ProcessOptions options, String... arguments) {
        Objects.requireNonNull(options, "options");
        if (main.isBlank()) {
            throw new IllegalArgumentException("a main class has a name: \"" + main + "\"");
        }
        ClassLoader finds = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        return new JvmProcess(TargetSpec.ofMain(main, finds, List.of(arguments)), options);
    }

    /** The processes that this one has started and that live, in the order in which they were created. */
    public static List<JvmProcess> activeChildren() {
        List<JvmProcess> active = new ArrayList<>();
        for (ChildProcess alive : Children.alive()) {
            JvmProcess known = STARTED.get(alive);
            if (known != null) {
                active.add(known);
            }
        }
        return active;
    }

    /** The process that started this one by hand or as a pool's worker; empty in the first process of a program. */
    public static Optional<ParentProcess> parentProcess() {
        WorkerContext own = WorkerContext.process();
        if (own == null) {
            return Optional.empty();
        }
        return ProcessHandle.current().parent().map(handle -> new ParentProcess(own.parentName(), handle));
    }

    /** This process. */
    public static CurrentProcess current() {
        return new CurrentProcess(
                ProcessIdentity.nameOfThis(),
                ProcessHandle.current().pid(),
                ProcessIdentity.ofThis().daemon());
    }

    /** Prints {@code message} to {@link System#err} and ends this process with code 1; does not return. */
    public static void exit(String message) {
        System.err.println(message);
        System.exit(1);
    }

    /** Its name: the one given, or {@code Process-} and its place in the tree, such as {@code Process-2:1}. */
    public String name() {
        child.requireNotClosed();
        return child.name();
    }

    /** Whether it is ended by the end of this JVM. */
    public boolean isDaemon() {
        child.requireNotClosed();
        return child.options().daemon();
    }

    /**
     * Its process id, also after its end.
     *
     * @throws IllegalStateException if it was not started
     */
    public long pid() {
        return child.pid();
    }

    /**
     * Starts it: encodes the target and its argument, and returns when the process is there, a few milliseconds later. Its JVM is not ready then;
     * what goes wrong from here on is told by {@link #exitInfo()}. Afterwards this object keeps neither target nor argument.
     *
     * @return this
     * @throws IllegalStateException if it was started before, or here or now no process can be started: it says why
     * @throws dev.cloister.CodecException if the target or the argument cannot travel: it says which part of it
     * @throws UnsupportedOperationException if this system lacks what {@link ProcessOptions#jvm()} asks for
     * @throws dev.cloister.WorkerStartException if the system starts no process
     */
    public JvmProcess start() {
        child.start();
        STARTED.put(child, this);
        CompletableFuture<Void> _ = exit.thenRun(() -> STARTED.remove(child));
        return this;
    }

    /** Whether it was started and has not ended. */
    public boolean isAlive() {
        return child.isAlive();
    }

    /**
     * Waits for its end, and for all that it printed to have arrived; when who gets it takes nothing for a second, or longer
     * than ten, it is not waited for.
     *
     * @throws IllegalStateException if it was not started
     * @throws InterruptedException if the thread is interrupted before or meanwhile; the process is not
     */
    public void join() throws InterruptedException {
        boolean _ = child.join(Long.MAX_VALUE);
    }

    /**
     * As {@link #join()}, not longer than this.
     *
     * @param timeout zero or less to look only; more than 292 years count as 292 years
     * @return whether it has ended
     * @throws IllegalStateException if it was not started
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return child.join(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Interrupts the main thread of the process while it runs the target; before that, it will find itself interrupted. A
     * target that does not handle it ends with an {@link InterruptedException} and code 1; one that does not react at all
     * is none the worse. Returns at once.
     *
     * @throws IllegalStateException if it was not started
     */
    public void interrupt() {
        child.interrupt();
    }

    /**
     * Asks it to end (SIGTERM): its exit hooks run, and its own processes are terminated too. It is killed when it has not
     * ended after {@link ProcessOptions#exitGrace()}. Returns at once; does nothing when it has ended.
     *
     * @throws IllegalStateException if it was not started
     */
    public void terminate() {
        child.terminate("JvmProcess.terminate() was called");
    }

    /**
     * Kills it and all that it started. Returns at once; does nothing when it has ended.
     *
     * @throws IllegalStateException if it was not started
     */
    public void kill() {
        child.kill("JvmProcess.kill() was called");
    }

    /** Its exit code; empty while it was not started or has not ended. */
    public OptionalInt exitCode() {
        return exitInfo().map(ExitInfo::exitCode).orElse(OptionalInt.empty());
    }

    /** How it ended; empty while it was not started or has not ended. */
    public Optional<ExitInfo> exitInfo() {
        return child.ending() == null ? Optional.empty() : Optional.of(exit.join());
    }

    /**
     * Done when it has ended, and for ever after: what Python calls its sentinel, for {@link
     * dev.cloister.shared.Waiting#waitAny}, which also takes this object itself, or for actions. These run on virtual threads of their own. The future is
     * the caller's own; to complete or cancel it does nothing to the process.
     *
     * @throws IllegalStateException if it was not started
     */
    public CompletableFuture<ExitInfo> onExit() {
        return child.endForUsers().thenApply(ending -> exit.join());
    }

    /**
     * Writes what the process reads from {@link System#in}. Writing waits while the process has more than 64 KiB before it; closing tells
     * it the end. Once the process has ended, writing throws {@link java.io.IOException}.
     *
     * @throws IllegalStateException without {@link ProcessOptions#withPipedInput()}
     */
    public OutputStream standardInput() {
        return child.standardInput();
    }

    /**
     * Reads what the process prints to {@link System#out}; the end comes with the end of the process. Closing drops what is still printed.
     *
     * @throws IllegalStateException without {@link ProcessOptions#withPipedOutput()}
     */
    public InputStream standardOutput() {
        return child.standardOutput(false);
    }

    /**
     * Reads what the process prints to {@link System#err}, and what native code prints.
     *
     * @throws IllegalStateException without {@link ProcessOptions#withPipedOutput()}
     */
    public InputStream standardError() {
        return child.standardOutput(true);
    }

    /**
     * Lets go of what belongs to it. Every other method throws from now on; closing again does nothing.
     *
     * @throws IllegalStateException if it is alive: it was not joined
     */
    @Override
    public void close() {
        child.close();
    }

    /** In another process it is a name: what it does not know there, and what only its owner can do, throws. */
    private Object writeReplace() {
        return new TravellingProcess(
                child.name(),
                child.path(),
                child.options().daemon(),
                ProcessIdentity.nameOfThis(),
                ProcessHandle.current().pid());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a process travels as a name");
    }

    /** The living one with this place; null if there is none. */
    static @Nullable JvmProcess alive(String path) {
        for (JvmProcess one : STARTED.values()) {
            if (one.child.path().equals(path)) {
                return one;
            }
        }
        return null;
    }

    /** Its name, process id and state. */
    @Override
    public String toString() {
        return child.toString();
    }
}
