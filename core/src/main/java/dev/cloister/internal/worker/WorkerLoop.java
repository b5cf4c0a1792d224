package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.channel.SpinBudget;
import dev.cloister.internal.log.RuntimeLog;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Configuration;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.Launch;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The worker's main loop. One thread more than there are tasks at a time; they take turns in two roles. The leader reads
 * frames; the others run tasks, or wait to become the leader.
 *
 * <p>Where one task runs at a time, the leader runs tasks itself, so that no thread has to be woken between a task's
 * arrival and its end. When it has not read for one to two {@link #WATCH_NANOS} because tasks keep it, the waiting thread
 * takes the lead over and the former leader goes on with the tasks. Where several run at a time, the leader passes the
 * lead on before it runs a task.
 *
 * <p>So commands are obeyed while tasks run, and the parent's end is seen, at once or some milliseconds later.
 */
final class WorkerLoop implements Runnable {
    private static final byte[] NOTHING = {};
    private static final long WATCH_NANOS = 1_000_000;

    /** A little longer than it takes to wake the thread that got the last result. */
    private static final long SPIN_NANOS = 50_000;

    /** So often the waiting thread finds nothing to watch until it sleeps and has to be woken. */
    private static final int IDLE_WATCHES = 20;

    /** While the process exits, frames are looked for so often. */
    private static final long EXIT_PAUSE_NANOS = 1_000_000;

    /** Exit hooks mostly take less. */
    private static final long EXIT_NANOS = 2_000_000_000L;

    private final FrameReader reader;
    private final FrameSender sender;
    private final ExitReport exitReport;
    private final RemoteClassLoader loader;
    private final Functions functions;
    private final WorkerLife life;
    private final TaskRunner runner;
    private final RingSwitch ringSwitch;
    private final LogLevels logLevels;
    private final int maxRunning;

    /** Used by the leader. */
    private final SpinBudget spins = new SpinBudget();

    private final String name;

    /** Null in a pool's worker. Set before the loop's thread is started. */
    private @Nullable TargetRun target;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition leaderless = lock.newCondition();

    /** Calls that have come and not started, in order. Guarded by lock. */
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();

    /** Threads in the role of running tasks. Guarded by lock. */
    private int running;

    /** The thread that leads, also while it runs a task; null between two. Guarded by lock. */
    private @Nullable Thread leader;

    /** How often a leader was about to read. Guarded by lock. */
    private long reads;

    /** Whether the thread that waits for the lead sleeps until it is signalled. Guarded by lock. */
    private boolean asleep;

    WorkerLoop(FrameReader reader, FrameSender sender, Configuration configuration, ExitReport exitReport) {
        this.reader = reader;
        this.sender = sender;
        this.exitReport = exitReport;
        this.maxRunning = configuration.threads();
        this.name = configuration.workerName();
        this.loader = new RemoteClassLoader(WorkerLoop.class.getClassLoader(), sender, this);
        this.functions = new Functions(loader);
        this.life = new WorkerLife(configuration, sender, this, loader);
        exitReport.endWith(life);
        this.ringSwitch = new RingSwitch(sender);
        this.runner = new TaskRunner(sender, functions, loader, configuration.maxMessageBytes(), maxRunning == 1);
        this.logLevels = LogLevels.connect(sender, this, runner);
    }

    /** Starts the threads that the loop needs besides the calling one, and runs it. Ends with the process. */
    void start() {
        Thread.currentThread().setName(name + "/0");
        life.begin();
        if (RuntimeLog.isDebug()) {
            RuntimeLog.debug(name + ": waits for tasks, runs up to " + maxRunning + " at a time");
        }
        for (int i = 1; i <= maxRunning; i++) {
            Thread thread = new Thread(this, name + "/" + i);
            thread.setDaemon(true);
            thread.start();
        }
        run();
    }

    /** For a process by hand: runs the loop on a thread of its own; there will be no tasks. */
    void startBeside(TargetRun run) {
        target = run;
        Thread thread = new Thread(this, name + "/control");
        thread.setDaemon(true);
        thread.start();
    }

    /** Finds the classes of what is run here. */
    RemoteClassLoader loader() {
        return loader;
    }

    /** Takes turns in the two roles. */
    @Override
    public void run() {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            while (true) {
                awaitLead();
                for (Frame call = lead(); call != null; call = nextCall()) {
                    runner.run(call);
                }
                sender.flush();
            }
        } catch (IOException e) {
            channelIsLost(e);
        } catch (OutOfMemoryError e) { // outside of a task: nothing here can be relied on any more
            Runtime.getRuntime().halt(Launch.EXIT_UNUSABLE);
        }
    }

    /** The parent is gone, or this process has lost its descriptors: there is nobody to work for. */
    private static void channelIsLost(IOException e) {
        System.err.println("cloister: the channel to the parent is lost: " + e);
        ParentWatch.parentIsGone();
    }

    private void awaitLead() {
        lock.lock();
        try {
            Thread self = Thread.currentThread();
            while (leader != null && leader != self) {
                if (maxRunning > 1) {
                    leaderless.awaitUninterruptibly();
                } else {
                    watchLeader();
                }
            }
            leader = self;
            reads++;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the leader is kept from reading by tasks; it has lost the lead then. */
    private void watchLeader() {
        int idle = 0;
        while (true) {
            long seen = reads;
            boolean busy = running > 0;
            await(idle > IDLE_WATCHES);
            if (leader == null) {
                return; // it gave the lead up
            }
            if (busy && running > 0 && reads == seen) {
                leader = null;
                return;
            }
            idle = running > 0 || reads != seen ? 0 : idle + 1;
        }
    }

    /** The calling thread is about to wait for a frame: if it leads, another thread must read it. */
    void giveUpLead() {
        lock.lock();
        try {
            if (leader == Thread.currentThread()) {
                leader = null;
                leaderless.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The task that the calling thread runs; 0 if it runs none. */
    long currentTask() {
        return runner.currentTask();
    }

    @SuppressWarnings({"WaitNotInLoop", "InterruptedInCatchBlock"}) // any wake-up is one more look; see below
    private void await(boolean untilSignalled) {
        asleep = untilSignalled;
        try {
            if (untilSignalled) {
                leaderless.await();
            } else {
                long _ = leaderless.awaitNanos(WATCH_NANOS);
            }
        } catch (InterruptedException e) { // by a task that kept a reference to this thread; nobody waits for that here
            Thread.interrupted();
        } finally {
            asleep = false;
        }
    }

    /** Reads until there is a call for this thread to run. */
    private Frame lead() throws IOException {
        while (true) {
            Frame call = reader.hasFrame() ? null : startCall();
            if (call != null) {
                return call;
            }
            awaitInputBriefly();
            awaitInputAtExit();
            Frame frame = reader.read();
            if (frame == null) {
                ParentWatch.parentIsGone();
            } else if (isCall(frame.type())) {
                addCall(frame);
            } else {
                obey(frame);
            }
        }
    }

    private static boolean isCall(FrameType type) {
        return type == FrameType.CALL || type == FrameType.TIMED_CALL || type == FrameType.CALL_MANY;
    }

    /** The parent often has the next task soon after it got a result. */
    private void awaitInputBriefly() throws IOException {
        if (maxRunning == 1 && !reader.hasFrame() && spins.isWorthwhile()) {
            long start = System.nanoTime();
            boolean found;
            do {
                found = reader.hasInput();
            } while (!found && System.nanoTime() - start < SPIN_NANOS);
            spins.count(found);
        }
    }

    /**
     * A JVM that exits waits 0.3 s for threads that are in a system call, such as a read of a pipe. So while it exits,
     * which EXIT_SEEN has woken this thread for, it looks now and then; but not for ever, because so it does not see the
     * parent's end.
     */
    private void awaitInputAtExit() throws IOException {
        long start = System.nanoTime();
        while (exitReport.isExiting() && !reader.hasInput() && System.nanoTime() - start < EXIT_NANOS) {
            LockSupport.parkNanos(EXIT_PAUSE_NANOS);
        }
    }

    private void addCall(Frame call) {
        lock.lock();
        try {
            waiting.addLast(call);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Frame startCall() {
        lock.lock();
        try {
            if (running == maxRunning || waiting.isEmpty()) {
                return null;
            }
            running++;
            if (maxRunning > 1) {
                leader = null;
                leaderless.signal();
            } else if (asleep) {
                leaderless.signal();
            }
            return assigned(waiting.poll());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Frame nextCall() {
        lock.lock();
        try {
            Frame next = assigned(waiting.poll());
            if (next == null) {
                running--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, so that a cancel finds a call among the waiting or the assigned. */
    private @Nullable Frame assigned(@Nullable Frame call) {
        if (call != null) {
            runner.assign(call.id());
            ringSwitch.countTask();
        }
        return call;
    }

    private void obey(Frame frame) throws IOException {
        switch (frame.type()) {
            case DEFINE -> functions.define((int) frame.id(), frame.body());
            case FORGET -> functions.forget((int) frame.id());
            case CANCEL -> cancel(frame.id());
            case RECALL -> recall(new ByteSource(frame.body()).takeInt());
            case RING -> ringSwitch.open(frame.body());
            case PING -> sender.send(FrameType.PONG, 0, NOTHING);
            case DUMP -> sender.send(FrameType.DUMPED, frame.id(), ThreadDump.ofAll(runner.threadOf(frame.id())));
            case LOG_LEVELS -> logLevels.answer(frame.body());
            case FIGURES -> ProcessFigures.send(sender);
            case CLASS_REPLY -> loader.answer(frame.id(), frame.body());
            case NO_CLASS -> loader.refuse(frame.id(), new ByteSource(frame.body()).takeText());
            case SHARED_REPLY -> life.answer(frame.id(), frame.body());
            case SUBMITTED, SUBTASK_RESULT, SUBTASK_NEWS -> life.receive(frame);
            case EXIT_SEEN -> {} // that it came is enough
            case FORGET_SHARED -> life.forget(frame.id());
            case HUB_REPLY -> life.hubAnswered(frame.body());
            case INTERRUPT -> target(frame).interrupt();
            case INPUT -> target(frame).feed(frame.body());
            case BYE -> {
                exitReport.expect();
                if (life.hasDuties()) {
                    life.exitAside();
                } else {
                    System.exit(0);
                }
            }
            default -> throw new IOException("a worker gets no " + frame);
        }
    }

    private TargetRun target(Frame frame) throws IOException {
        TargetRun known = target;
        if (known == null) {
            throw new IOException("a pool's worker gets no " + frame);
        }
        return known;
    }

    private void cancel(long id) throws IOException {
        boolean removed;
        lock.lock();
        try {
            removed = waiting.removeIf(call -> call.id() == id);
        } finally {
            lock.unlock();
        }
        if (removed) {
            giveBack(List.of(id));
        } else {
            runner.interrupt(id);
        }
    }

    private void recall(int max) throws IOException {
        List<Long> ids = new ArrayList<>();
        lock.lock();
        try {
            while (ids.size() < max && !waiting.isEmpty()) {
                ids.add(waiting.removeLast().id());
            }
        } finally {
            lock.unlock();
        }
        giveBack(ids);
    }

    private void giveBack(List<Long> ids) throws IOException {
        ByteSink body = new ByteSink(8 * ids.size());
        for (long id : ids) {
            body.putLong(id);
        }
        sender.send(FrameType.RETURNED, 0, body.toBytes());
    }
}
