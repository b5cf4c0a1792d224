package dev.cloister.internal.process;

import dev.cloister.OutputListener;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerStartException;
import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.parent.Timer;
import dev.cloister.internal.parent.WorkerLauncher;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.parent.WorkerResources;
import dev.cloister.internal.pool.UserThreads;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.TargetBody;
import dev.cloister.process.ProcessOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process by hand as its parent sees it. Thread-safe.
 *
 * <p>Life: NEW -> STARTING -> STARTED -> ENDED, or back to NEW from STARTING when the start is refused. Closed from NEW or
 * ENDED. What ended it is known, and all of its output was handed on, when it is ENDED.
 */
public final class ChildProcess implements WorkerLauncher.Request {
    /** As the default of pools. */
    static final int MAX_MESSAGE_BYTES = 1 << 30;

    private static final int TAIL_CHARS = 64 * 1024;

    private enum Stage {
        NEW,
        STARTING,
        STARTED,
        ENDED
    }

    private final ProcessOptions options;

    /** The process that made it, in words; null if that is this one. */
    private final @Nullable String owner;

    private final String path;
    private final String name;
    private final ChildQuestions questions;
    private final @Nullable PipedInput input;
    private final @Nullable PipedOutput output;
    private final CountDownLatch launched = new CountDownLatch(1);
    private final CompletableFuture<Ending> end = new CompletableFuture<>();

    /** Guarded by this, as all that follows. */
    private Stage stage = Stage.NEW;

    private boolean closed;

    /** What it runs; null once it was started. */
    private @Nullable TargetSpec target;

    /** What it is told; null once it was. */
    private @Nullable TargetBody body;

    private @Nullable WorkerLauncher launcher;
    private @Nullable WorkerProcess worker;

    /** Why there is no process. */
    private @Nullable Throwable launchError;

    private boolean told;
    private boolean interruptPending;
    private Ending.Asked asked = Ending.Asked.NOTHING;
    private Ending.Said said = Ending.Said.NOTHING;
    private byte @Nullable [] error;
    private @Nullable Future<?> timeLimit;
    private ClassLoader loader = ClassLoader.getSystemClassLoader();

    /** Creates one that has not started. */
    public ChildProcess(TargetSpec target, ProcessOptions options) {
        this(target, options, Children.nextPath(), null);
    }

    private ChildProcess(@Nullable TargetSpec target, ProcessOptions options, String path, @Nullable String owner) {
        this.target = target;
        this.options = options;
        this.path = path;
        this.owner = owner;
        String given = options.name();
        this.name = given != null ? given : "Process-" + path;
        this.questions = new ChildQuestions(name, options.logRelay());
        this.input = options.pipesInput() ? new PipedInput() : null;
        this.output = options.pipesOutput() ? new PipedOutput() : null;
    }

    /** One that another process has made: little more than its name. */
    public static ChildProcess ofAnother(String name, String path, boolean daemon, String owner) {
        ProcessOptions options = ProcessOptions.defaults().withName(name).withDaemon(daemon);
        return new ChildProcess(null, options, path, owner);
    }

    /** Its place in the tree. */
    public String path() {
        return path;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** How it is started. */
    public ProcessOptions options() {
        return options;
    }

    /** Its number among those of this process. */
    int number() {
        return Integer.parseInt(path.substring(path.lastIndexOf(':') + 1));
    }

    /** Starts it; returns when the process is there. */
    public void start() {
        WorkerLauncher starts = prepare();
        starts.launch(name, listener(), this);
        awaitLaunch();
        Throwable failure;
        synchronized (this) {
            failure = launchError;
        }
        if (failure != null) {
            WorkerDeath death = end.join().death();
            throw new WorkerStartException(
                    "process " + name + " could not be started: " + death.detail(), death, failure);
        }
    }

    /** All that can be refused before there is a process. */
    private WorkerLauncher prepare() {
        TargetSpec spec = begin();
        boolean accepted = false;
        try {
            ProcessNesting.requireAllowed(spec.signature());
            WorkerResources.require(options.jvm());
            TargetBody encoded = spec.encode(path, options.daemon(), input != null, MAX_MESSAGE_BYTES);
            WorkerLauncher starts = new WorkerLauncher(
                    spec.jvm(options.jvm()),
                    1,
                    "cloister-process-",
                    options.startTimeout().toNanos(),
                    false);
            Children.add(this);
            synchronized (this) {
                loader = spec.loader();
                spec.ship(questions.classes());
                body = encoded;
                launcher = starts;
                target = null;
            }
            accepted = true;
            return starts;
        } finally {
            if (!accepted) {
                giveUp();
            }
        }
    }

    private synchronized TargetSpec begin() {
        requireOpen();
        TargetSpec spec = target;
        if (stage != Stage.NEW || spec == null) {
            throw new IllegalStateException(this + " was started before: a process is started once");
        }
        stage = Stage.STARTING;
        return spec;
    }

    private synchronized void giveUp() {
        stage = Stage.NEW;
    }

    private OutputListener listener() {
        if (output != null) {
            return output;
        }
        OutputListener users = options.output();
        return users != null ? users : ForwardedOutput.INSTANCE;
    }

    private void awaitLaunch() {
        boolean interrupted = false;
        while (true) {
            try {
                launched.await();
                break;
            } catch (InterruptedException e) { // the process is being started: it must not be lost
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what happens to it, told by other threads

    @Override
    public void started(WorkerProcess process) {
        Ending.Asked early;
        synchronized (this) {
            worker = process;
            if (stage == Stage.STARTING) {
                stage = Stage.STARTED;
            }
            early = asked;
        }
        if (early != Ending.Asked.NOTHING) {
            process.kill("it was to end before it was there");
        }
        launched.countDown();
    }

    @Override
    public void failed(WorkerDeath death, Throwable cause) {
        synchronized (this) {
            launchError = cause;
        }
        finish(death);
        launched.countDown();
    }

    @Override
    public void ready(WorkerProcess process) {
        process.configure(new Configuration(
                name, 0, MAX_MESSAGE_BYTES, "", 0, Frame.NO_BODY, Frame.NO_BODY, ProcessIdentity.nameOfThis()));
        synchronized (this) {
            TargetBody tells = body;
            body = null;
            if (tells == null) {
                return; // it has ended
            }
            process.send(FrameType.TARGET, 0, tells.encode());
            told = true;
            if (interruptPending) {
                process.send(FrameType.INTERRUPT, 0, Frame.NO_BODY);
            }
            Duration limit = options.timeLimit();
            if (limit != null) {
                timeLimit = Timer.schedule(limit.toNanos(), () -> outOfTime(limit));
            }
        }
        if (input != null) {
            input.open(process);
        }
    }

    private void outOfTime(Duration limit) {
        ask(
                Ending.Asked.TIME_LIMIT,
                process -> process.kill("it ran longer than its limit of " + limit.toMillis() + " ms"));
    }

    @Override
    public void received(WorkerProcess process, List<Frame> frames) {
        for (Frame frame : frames) {
            try {
                receive(process, frame);
            } catch (IOException e) {
                process.kill("it sent a malformed message: " + e.getMessage());
            }
        }
    }

    private void receive(WorkerProcess process, Frame frame) throws IOException {
        switch (frame.type()) {
            case TARGET_ENDED -> targetEnded(frame.body());
            case INPUT_TAKEN -> {
                if (input != null) {
                    input.taken(new ByteSource(frame.body()).takeInt());
                }
            }
            default -> questions.answer(process, frame);
        }
    }

    private synchronized void targetEnded(byte[] report) throws IOException {
        boolean threw = new ByteSource(report).takeByte() != 0;
        said = threw ? Ending.Said.THREW : Ending.Said.RETURNED;
        error = threw ? Arrays.copyOfRange(report, 1, report.length) : null;
    }

    @Override
    public void ended(WorkerProcess process, WorkerDeath death) {
        finish(death);
    }

    @Override
    public void exited(WorkerProcess process) {
        if (output != null) {
            output.unbound();
        }
    }

    @Override
    public boolean waitsForOutput() {
        return true;
    }

    @Override
    public boolean limitsExit() {
        return false;
    }

    @Override
    public int tailChars() {
        return TAIL_CHARS;
    }

    /** The last thing that happens to it. */
    private void finish(WorkerDeath death) {
        Ending ending;
        WorkerLauncher done;
        synchronized (this) {
            ending = Ending.of(death, asked, said, error, loader);
            done = launcher;
            launcher = null;
            body = null;
            error = null;
            if (timeLimit != null) {
                timeLimit.cancel(false);
            }
        }
        if (input != null) {
            input.end();
        }
        if (output != null) {
            output.end();
        }
        try {
            if (done != null) {
                done.close();
            }
        } finally {
            synchronized (this) {
                stage = Stage.ENDED;
            }
            Children.remove(this);
            end.complete(ending);
        }
    }

    // ---- what is asked of it

    /** Throws if it is closed. */
    public synchronized void requireNotClosed() {
        if (closed) {
            throw new IllegalStateException("process " + name + " is closed");
        }
    }

    private void requireOpen() {
        requireNotClosed();
        if (owner != null) {
            throw new IllegalStateException("process " + name + " belongs to " + owner
                    + ", which made it: only there it can be started, waited for and ended");
        }
    }

    private void requireStarted(String what) {
        requireOpen();
        if (stage == Stage.NEW) {
            throw new IllegalStateException("process " + name + " was not started: " + what + " is for one that was");
        }
    }

    /** Its process id. */
    public synchronized long pid() {
        requireStarted("pid");
        WorkerProcess known = worker;
        return known == null ? -1 : known.pid();
    }

    /** Whether it was started and its end is not known. */
    public synchronized boolean isAlive() {
        requireOpen();
        return isRunning();
    }

    private boolean isRunning() {
        return stage == Stage.STARTING || stage == Stage.STARTED;
    }

    /** How it ended; null if it has not. */
    public @Nullable Ending ending() {
        synchronized (this) {
            requireOpen();
        }
        return end.getNow(null);
    }

    /** Completed when its end is known, on a thread of this package, which must not wait. */
    public CompletableFuture<Ending> end() {
        return end;
    }

    /** Throws unless it was started and is not closed. */
    public synchronized void requireWaitable(String what) {
        requireStarted(what);
    }

    /** Waits for its end; says whether it has ended. */
    public boolean join(long nanos) throws InterruptedException {
        requireWaitable("join");
        try {
            Object _ = end.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of " + name + " is not known; please report this", e);
        }
    }

    /** Interrupts its main thread while that runs the target. */
    public synchronized void interrupt() {
        requireStarted("interrupt");
        WorkerProcess known = worker;
        if (told && known != null) {
            known.send(FrameType.INTERRUPT, 0, Frame.NO_BODY);
        } else {
            interruptPending = true;
        }
    }

    /** Sends SIGTERM, and kills it after the grace time. */
    public void terminate(String reason) {
        requireWaitable("terminate");
        ask(
                Ending.Asked.TERMINATE,
                process -> process.terminate(reason, options.exitGrace().toNanos()));
    }

    /** Kills it and all that it started. */
    public void kill(String reason) {
        requireWaitable("kill");
        ask(Ending.Asked.KILL, process -> process.kill(reason));
    }

    /** What is to be done to a process. */
    private interface Action {
        void to(WorkerProcess process);
    }

    private void ask(Ending.Asked what, Action action) {
        WorkerProcess known;
        synchronized (this) {
            if (stage == Stage.ENDED) {
                return;
            }
            if (asked == Ending.Asked.NOTHING || what == Ending.Asked.KILL) {
                asked = what;
            }
            known = worker;
        }
        if (known != null) {
            action.to(known);
        }
    }

    /** For the end of this JVM: waits so long; says whether it has ended. */
    boolean awaitEnd(long nanos) {
        try {
            Object _ = end.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            return end.isDone();
        }
        return true;
    }

    /** For the end of this JVM: as {@link #terminate}, unless that was done. */
    void end(String reason) {
        synchronized (this) {
            if (asked != Ending.Asked.NOTHING) {
                return;
            }
        }
        ask(
                Ending.Asked.TERMINATE,
                process -> process.terminate(reason, options.exitGrace().toNanos()));
    }

    /** Where its standard input is written. */
    public synchronized OutputStream standardInput() {
        requireOpen();
        if (input == null) {
            throw new IllegalStateException("the standard input of " + name
                    + " is empty; for one that is written here use ProcessOptions.withPipedInput()");
        }
        return input;
    }

    /** What it prints, or its errors. */
    public synchronized InputStream standardOutput(boolean errors) {
        requireOpen();
        if (output == null) {
            throw new IllegalStateException(
                    "what " + name + " prints is not read here; for that use ProcessOptions.withPipedOutput()");
        }
        return errors ? output.err() : output.out();
    }

    /** Lets go of all that belongs to it. */
    public synchronized void close() {
        if (closed) {
            return;
        }
        if (isRunning()) {
            throw new IllegalStateException(
                    this + " is alive: join it, or terminate or kill it and join it, before it is closed");
        }
        closed = true;
        target = null;
    }

    /** Runs {@code action} on a thread of the user's when its end is known. */
    public CompletableFuture<Ending> endForUsers() {
        requireWaitable("onExit");
        Ending known = end.getNow(null);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : end.thenApplyAsync(ending -> ending, action -> {
                    Thread _ = UserThreads.start("cloister-exit", action);
                });
    }

    @Override
    public synchronized String toString() {
        WorkerProcess known = worker;
        return "process " + name + (known == null ? "" : " (pid " + known.pid() + ")") + ", "
                + (closed ? "closed" : stage.name().toLowerCase(Locale.ROOT));
    }
}
