package dev.cloister.internal.parent;

import dev.cloister.OutputListener;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Starts workers with the same options: for one pool, or for the stock of warm workers. Thread-safe. */
public final class WorkerLauncher implements AutoCloseable {
    private final WorkerOptions options;
    private final int size;
    private final String threadPrefix;
    private final long startNanos;
    private final boolean rehearse;

    /** Made for the first worker, on the spawner's thread. Guarded by this. */
    private @Nullable WorkerCommand command;

    private @Nullable Path runDirectory;
    private boolean closed;

    /**
     * Creates one; touches no file yet.
     *
     * @param size for how many workers at a time
     * @param threadPrefix the beginning of the names of the workers' threads
     * @param startNanos how long a worker may take to say hello
     * @param rehearse whether workers warm up before they say hello, because nobody waits for them
     */
    public WorkerLauncher(WorkerOptions options, int size, String threadPrefix, long startNanos, boolean rehearse) {
        this.options = options;
        this.size = size;
        this.threadPrefix = threadPrefix;
        this.startNanos = startNanos;
        this.rehearse = rehearse;
    }

    /** The program is about to open a pool, perhaps its first: begins to load what starting a worker needs, elsewhere. */
    public static void warmUp() {
        WarmUp.begin();
    }

    /** Makes ready what the first worker needs, on another thread. */
    public void prepare() {
        Spawner.execute(new Preparation());
    }

    /** A class, as the next one, because linking a lambda in a young JVM takes a millisecond. */
    private final class Preparation implements Runnable {
        @Override
        public void run() {
            try {
                var _ = command();
            } catch (IOException | RuntimeException e) {
                // the first worker's start meets it again, and reports it
            }
        }
    }

    private final class Start implements Runnable {
        private final String name;
        private final OutputListener listener;
        private final Request request;

        Start(String name, OutputListener listener, Request request) {
            this.name = name;
            this.listener = listener;
            this.request = request;
        }

        @Override
        public void run() {
            start(name, listener, request);
        }
    }

    /** Who asked for a worker; called on another thread, soon. */
    public interface Request extends WorkerProcess.Owner {
        /** The process was started; {@code ready} or {@code ended} follows. */
        void started(WorkerProcess worker);

        /** There is no process; the last call. */
        void failed(WorkerDeath death, Throwable cause);
    }

    /** Starts a worker, or takes a warm one. Returns at once. */
    public void launch(String name, OutputListener listener, Request request) {
        WorkerProcess warm = WarmStock.take(options, size, name, listener, request);
        if (warm == null) {
            launchCold(name, listener, request);
        }
    }

    /** Starts a worker. Returns at once. */
    void launchCold(String name, OutputListener listener, Request request) {
        Spawner.execute(new Start(name, listener, request));
    }

    /** Something to be done in the run directory, which is there meanwhile. */
    public interface DirectoryUse {
        /** The time has come. */
        void before();

        /** Must not wait, and take no lock. Left out if there is no directory any more. */
        void use(Path runDirectory);

        /** The last call. */
        void after();
    }

    /** Uses the run directory after this time, on the spawner's thread; not if all is closed by then. */
    public void useDirectory(long nanos, DirectoryUse use) {
        Timer.after(nanos, new LaterUse(use));
    }

    /** Runs twice: on the timer's thread, and then on the spawner's. */
    private final class LaterUse implements Runnable {
        private final DirectoryUse use;
        private boolean due;

        LaterUse(DirectoryUse use) {
            this.use = use;
        }

        @Override
        public void run() {
            if (due) {
                use.before();
                useIfOpen(use);
                use.after();
            } else {
                due = true;
                Spawner.execute(this);
            }
        }
    }

    private synchronized void useIfOpen(DirectoryUse use) {
        if (!closed && runDirectory != null) {
            use.use(runDirectory);
        }
    }

    private void start(String name, OutputListener listener, Request request) {
        WorkerProcess worker;
        try {
            WorkerCommand ready = command();
            worker = supervised(ready, ready.start(), name, listener, request);
        } catch (Throwable t) { // no such directory, too many processes, no memory: the pool must learn it
            request.failed(neverStarted(name, t), t);
            return;
        }
        try {
            if (options.softMemoryLimitBytes() > 0 || options.hardMemoryLimitBytes() > 0) {
                MemoryWatch.watch(worker, options.softMemoryLimitBytes(), options.hardMemoryLimitBytes());
            }
            request.started(worker);
        } catch (RuntimeException | Error e) { // a bug of ours: a process that nobody knows of must not live on
            worker.kill("its pool failed to take it: " + e);
            throw e;
        }
    }

    private WorkerProcess supervised(
            WorkerCommand ready, WorkerCommand.Started started, String name, OutputListener listener, Request request) {
        Process process = started.process();
        try {
            Guardian.add(process.pid(), ready.runDirectory()); // before anybody can notice the worker's end
            return new WorkerProcess(started, name, threadPrefix, ready.runDirectory(), request, listener, startNanos);
        } catch (RuntimeException | Error e) { // no thread for it: a process that nobody hears must not live on
            process.toHandle().destroyForcibly();
            started.connection().processEnded();
            Guardian.remove(process.pid());
            throw e;
        }
    }

    private static WorkerDeath neverStarted(String name, Throwable t) {
        return new WorkerDeath(name, -1, WorkerDeath.Cause.FAILED_TO_START, null, null, "", StartAdvice.explain(t), "");
    }

    private synchronized WorkerCommand command() throws IOException {
        if (closed) {
            throw new IOException("the pool was closed");
        }
        WorkerCommand known = command;
        if (known == null) {
            Path directory = runDirectory;
            if (directory == null) { // once, also when the command could not be made then
                directory = RunDirectory.acquire();
                runDirectory = directory;
            }
            known = WorkerCommand.create(options, size, directory, rehearse);
            command = known;
        }
        return known;
    }

    /** No worker lives any more and none will be started: removes what was needed for them. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (runDirectory != null) {
                RunDirectory.release();
            }
        }
    }
}
