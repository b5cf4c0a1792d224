package dev.cloister.internal.parent;

import dev.cloister.OutputListener;
import dev.cloister.WorkerDeath;
import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.os.KernelKills;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.Hello;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A worker process as its parent sees it: frames go out through an {@link Outbox}, come in on a reader thread, and the
 * end of the process is explained and reported once. Thread-safe.
 *
 * <p>Life: started -> said hello (READY) -> configured by an owner -> ended. An end can come at any point.
 */
public final class WorkerProcess {
    /** How long the process may live after its stream has ended, and its output after the process. */
    private static final long END_MILLIS = 1000;

    /** So often this long for output that is handed on slowly, if the owner wants all of it. */
    private static final int MAX_OUTPUT_WAITS = 10;

    /** How long exit hooks may run. */
    private static final long EXIT_NANOS = 5_000_000_000L;

    /** Who uses a worker; called on its reader thread, which must not wait. */
    public interface Owner {
        /** The worker said hello and can be configured. */
        void ready(WorkerProcess worker);

        /** Frames came in, at least one, in order. */
        void received(WorkerProcess worker, List<Frame> frames);

        /** The worker holds more memory than its soft limit; called on another thread, again until it has ended. */
        default void outgrown(WorkerProcess worker) {}

        /** The worker ended; the last call. */
        void ended(WorkerProcess worker, WorkerDeath death);

        /** The process has ended; what it left in its pipes is read, then {@link #ended} follows. On any thread. */
        default void exited(WorkerProcess worker) {}

        /** Whether its end is told only when all that it printed was handed on, if that takes some seconds. */
        default boolean waitsForOutput() {
            return false;
        }

        /** Whether its exit hooks are cut short when nobody has asked it to end. */
        default boolean limitsExit() {
            return true;
        }

        /** So many characters of the end of its standard error are kept. */
        default int tailChars() {
            return OutputReader.TAIL_CHARS;
        }
    }

    private final Process process;
    private final Connection connection;
    private final long memoryCap;
    private final Path runDirectory;
    private final Outbox outbox;
    private final OutputReader output;
    private final CountDownLatch outputEnded = new CountDownLatch(1);
    private final AtomicLong outputFailures = new AtomicLong();
    private final AtomicBoolean concluded = new AtomicBoolean();
    private final long kernelKillsBefore = KernelKills.count();

    /** Set when a pool takes the worker. */
    private volatile Owner owner;

    private volatile String name;

    /** Each set at most once, by the reader thread or who kills; read by who concludes. */
    private volatile boolean saidHello;

    private volatile boolean retired;
    private volatile @Nullable String killReason;
    private volatile WorkerDeath.Cause killCause = WorkerDeath.Cause.KILLED_BY_POOL;
    private volatile @Nullable String exitCaller;
    private volatile @Nullable String channelError;

    /** Set once by the reader thread. */
    private volatile @Nullable ReplyReader replies;

    /** Set at most once, by the thread that creates it. */
    private volatile @Nullable RingFile ringFile;

    /** Kills the process when it has not said hello in time; cancelled by hello and by the end. */
    private final Future<?> startDeadline;

    WorkerProcess(
            WorkerCommand.Started started,
            String name,
            String threadPrefix,
            Path runDirectory,
            Owner owner,
            OutputListener listener,
            long startNanos) {
        this.process = started.process();
        this.connection = started.connection();
        this.memoryCap = started.memoryCap();
        this.name = name;
        this.runDirectory = runDirectory;
        this.owner = owner;
        this.outbox =
                new Outbox(connection.commands(), connection.survivesInterrupts(), threadPrefix + name + "-writer");
        this.output = new OutputReader(connection.output(), name, process.pid(), listener, outputFailures);
        output.keepTail(owner.tailChars());
        this.startDeadline = Timer.schedule(startNanos, new StartDeadline(startNanos));
        thread(threadPrefix + name + "-output", new OutputBody());
        thread(threadPrefix + name + "-reader", new ReaderBody());
        var _ = process.onExit().thenRun(this::exited);
    }

    private static void thread(String name, Runnable body) {
        Thread thread = new Thread(body, name); // never virtual: blocked readers would stop them all
        thread.setDaemon(true);
        thread.start();
    }

    /** What its threads run; classes, because linking a lambda in a young JVM takes a millisecond. */
    private final class OutputBody implements Runnable {
        @Override
        public void run() {
            output.run();
            outputEnded.countDown();
        }
    }

    private final class ReaderBody implements Runnable, ReplyReader.Receiver {
        @Override
        public void run() {
            readFrames(this);
        }

        @Override
        public void received(List<Frame> frames) throws IOException {
            receive(frames);
        }
    }

    private final class StartDeadline implements Runnable {
        private final long nanos;

        StartDeadline(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public void run() {
            kill("it had not said hello " + nanos / 1_000_000 + " ms after its start");
        }
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** The worker's name. */
    public String name() {
        return name;
    }

    /** Calls of the output listener that threw. */
    public long outputFailures() {
        return outputFailures.get();
    }

    /** Whether the process has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Gives a worker that was started ahead of need to an owner, who is called from now on. */
    void adopt(String name, Owner owner, OutputListener listener) {
        this.name = name;
        this.owner = owner;
        output.redirect(name, listener);
        output.keepTail(owner.tailChars());
    }

    /** Tells the worker who it is. The first frame after its hello. */
    public void configure(Configuration configuration) {
        send(FrameType.CONFIGURE, 0, configuration.encode());
    }

    /** Adds a frame; {@link #flush} sends it. Returns its position for {@link #consumed}. */
    public long add(FrameType type, long id, byte[] body) {
        return outbox.add(type, id, body);
    }

    /** Sends what was added. Does not wait for the worker to read. */
    public void flush() {
        outbox.flush();
    }

    /** Adds a frame and sends it. */
    public void send(FrameType type, long id, byte[] body) {
        outbox.add(type, id, body);
        outbox.flush();
    }

    /** The worker has read everything up to this position. */
    public void consumed(long position) {
        outbox.consumed(position);
    }

    /** Asks the worker to exit, and kills it when it has not after some seconds. */
    public void retire() {
        if (retired) {
            return;
        }
        retired = true;
        send(FrameType.BYE, 0, Frame.NO_BODY);
        Timer.after(EXIT_NANOS, () -> kill("it had not exited 5 s after it was asked to"));
    }

    /** Sends SIGTERM, so that exit hooks run, and kills after {@code graceNanos}. */
    public void terminate(String reason, long graceNanos) {
        if (killReason == null) {
            killReason = reason;
        }
        process.toHandle().destroy();
        Timer.after(graceNanos, () -> kill(reason));
    }

    /**
     * Kills the process and what it started. By the process handle: {@code Process.destroyForcibly} would close the
     * streams and lose the last words.
     */
    public void kill(String reason) {
        kill(WorkerDeath.Cause.KILLED_BY_POOL, reason);
    }

    /** As {@link #kill(String)}; its death is put down to {@code cause}. */
    public void kill(WorkerDeath.Cause cause, String reason) {
        if (!process.isAlive()) {
            return;
        }
        if (killReason == null) {
            killCause = cause;
            killReason = reason;
        }
        List<ProcessHandle> descendants = descendants();
        process.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        Guardian.kill(pid());
    }

    private List<ProcessHandle> descendants() {
        try {
            return process.descendants().toList();
        } catch (RuntimeException e) { // no descriptor is left to read the process table; the group is killed anyway
            return List.of();
        }
    }

    /** Kills the process because it held more memory than it may; its tasks have run out of memory. */
    void killOverLimit(String reason) {
        Guardian.halt(pid()); // looking for its descendants takes some milliseconds: on a busy machine, a hundred MiB
        kill(WorkerDeath.Cause.OUT_OF_MEMORY, reason);
    }

    /** Tells the owner that the process holds more memory than its soft limit. */
    void outgrown() {
        owner.outgrown(this);
    }

    private void readFrames(ReplyReader.Receiver receiver) {
        try {
            FrameReader reader = new FrameReader(connection.frames(), Integer.MAX_VALUE);
            Frame first = reader.read();
            if (first != null) {
                greet(first);
                receive(reader, receiver);
            }
        } catch (IOException | RuntimeException | Error e) {
            readingFailed(e);
        }
        conclude();
    }

    private void readingFailed(Throwable t) {
        if (t instanceof IOException) {
            channelError = "its channel carried what is no message: " + t.getMessage();
            kill("it broke the protocol");
        } else { // a bug of ours, or no memory: the tasks must end all the same
            channelError = "reading from it failed with " + t + "; please report this";
            kill("reading from it failed");
        }
    }

    /**
     * For a thread that waits for an answer of this worker: reads its answers for some microseconds, or until {@code
     * hasCome}, if it can and that mostly pays.
     */
    public void watch(BooleanSupplier hasCome) {
        ReplyReader reader = replies;
        if (reader != null) {
            try {
                reader.watch(hasCome);
            } catch (IOException | RuntimeException | Error e) {
                readingFailed(e);
            }
        }
    }

    private void greet(Frame first) throws IOException {
        if (first.type() != FrameType.HELLO) {
            throw new IOException("the first frame must be HELLO: " + first);
        }
        Hello hello = Hello.decode(first.body());
        String ours = System.getProperty("java.vm.version", "");
        if (hello.version() != FrameLayout.VERSION || !hello.javaVersion().equals(ours)) {
            throw new IOException("the worker speaks protocol " + hello.version() + " on Java " + hello.javaVersion()
                    + ", this process speaks " + FrameLayout.VERSION + " on " + ours
                    + "; was the JDK or Cloister's jar changed while the program ran?");
        }
        saidHello = true;
        startDeadline.cancel(false);
        owner.ready(this);
    }

    private void receive(FrameReader pipe, ReplyReader.Receiver receiver) throws IOException {
        ReplyReader reader = new ReplyReader(pipe, receiver);
        replies = reader;
        if (reader.readPipe()) {
            RingFile file = ringFile;
            if (file == null) {
                throw new IOException("the worker attached a ring that it was not given");
            }
            file.delete();
            reader.readRing(file.ring());
        }
    }

    /** Takes out what is for this class; the rest is the owner's. */
    private void receive(List<Frame> frames) throws IOException {
        List<Frame> forOwner = frames;
        for (Frame frame : frames) {
            if (frame.type() == FrameType.EXITING || frame.type() == FrameType.RING_REQUEST) {
                forOwner = new ArrayList<>(frames);
                forOwner.removeIf(one -> one.type() == FrameType.EXITING || one.type() == FrameType.RING_REQUEST);
                obey(frame);
            }
        }
        if (!forOwner.isEmpty()) {
            owner.received(this, forOwner);
        }
    }

    private void obey(Frame frame) throws IOException {
        if (frame.type() == FrameType.EXITING) {
            exitCaller = new ByteSource(frame.body()).takeText();
            if (owner.limitsExit()) {
                Timer.after(EXIT_NANOS, () -> kill("its exit hooks ran for more than 5 s"));
            }
            send(FrameType.EXIT_SEEN, 0, Frame.NO_BODY);
        } else if (RingFile.isEnabled() && ringFile == null) {
            Errand.run("cloister-" + name + "-ring", this::giveRing); // files and mapping may take long the first time
        }
    }

    private void giveRing() {
        try {
            RingFile file = RingFile.create(pid(), runDirectory);
            ringFile = file;
            if (concluded.get()) {
                file.delete();
                file.ring().close();
            } else {
                send(
                        FrameType.RING,
                        0,
                        new ByteSink(64).putString(file.path().toString()).toBytes());
            }
        } catch (IOException
                | RuntimeException e) { // no such directory, no room, no such permissions: the pipe serves on
            ringFile = null;
        }
    }

    /** The process has ended; should something it started still hold its streams, they end with the group. */
    private void exited() {
        connection.processEnded();
        owner.exited(this);
        Guardian.kill(pid());
        Timer.after(TimeUnit.MILLISECONDS.toNanos(END_MILLIS), () -> {
            if (!concluded.get()) {
                Spawner.execute(this::conclude); // a task's child in another session holds the stream open
            }
        });
    }

    /** Once: waits for the end, which is near, explains it and reports it. */
    private void conclude() {
        if (!concluded.compareAndSet(false, true)) {
            return;
        }
        startDeadline.cancel(false);
        Integer exitCode = awaitExit();
        takeLastReplies();
        outbox.close();
        Guardian.remove(pid());
        awaitOutput();
        long kernelKills = KernelKills.count() - kernelKillsBefore;
        ExitEvidence evidence = new ExitEvidence(
                name,
                pid(),
                exitCode,
                killReason,
                killCause,
                exitCaller,
                channelError,
                saidHello,
                CrashReport.take(runDirectory, pid()),
                kernelKills,
                memoryCap,
                output.tail());
        owner.ended(this, ExitDiagnosis.explain(evidence));
    }

    /** What the process left in its pipe is little, but who gets it may be slow. */
    private void awaitOutput() {
        int patience = owner.waitsForOutput() ? MAX_OUTPUT_WAITS : 1;
        try {
            for (int i = 0; i < patience; i++) {
                long before = output.lines();
                if (outputEnded.await(END_MILLIS, TimeUnit.MILLISECONDS) || output.lines() == before) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeLastReplies() {
        ReplyReader reader = replies;
        RingFile file = ringFile;
        if (file != null) {
            file.delete();
        }
        try {
            if (reader != null) {
                reader.end();
            }
        } catch (IOException e) {
            channelError = "its channel carried what is no message: " + e.getMessage();
        }
        if (file != null && (reader == null || !reader.hasRing())) {
            file.ring().close();
        }
    }

    private @Nullable Integer awaitExit() {
        try {
            if (!process.waitFor(
                    retired || exitCaller != null ? EXIT_NANOS : END_MILLIS * 1_000_000, TimeUnit.NANOSECONDS)) {
                channelError = "its channel to the parent was closed while it lived on";
                kill("it had closed its channel");
                if (!process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) {
                    return null;
                }
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
