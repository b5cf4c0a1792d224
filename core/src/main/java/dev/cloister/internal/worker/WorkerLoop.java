package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameReader;
import dev.cloister.internal.channel.FrameSender;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The worker's main loop. One thread more than there are tasks at a time; they take turns in two roles. The leader reads
 * frames. When it has read a task and may run one more, it passes the lead on and runs the task itself, so that no
 * thread has to be woken between a task's arrival and its start. A thread without a task waits to become the leader.
 *
 * <p>So there is always a leader: commands are obeyed while tasks run, and the parent's end is seen at once.
 */
final class WorkerLoop implements Runnable {
    private final FrameReader reader;
    private final FrameSender sender;
    private final ExitReport exitReport;
    private final RemoteClassLoader loader;
    private final Functions functions;
    private final TaskRunner runner;
    private final int maxRunning;
    private final String name;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition leaderless = lock.newCondition();

    /** Calls that have come and not started, in order. Guarded by lock. */
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();

    /** Threads in the role of running tasks. Guarded by lock. */
    private int running;

    /** Whether a thread leads. Guarded by lock. */
    private boolean led;

    WorkerLoop(FrameReader reader, FrameSender sender, Configuration configuration, ExitReport exitReport) {
        this.reader = reader;
        this.sender = sender;
        this.exitReport = exitReport;
        this.maxRunning = configuration.threads();
        this.name = configuration.workerName();
        this.loader = new RemoteClassLoader(WorkerLoop.class.getClassLoader(), sender);
        this.functions = new Functions(loader);
        this.runner = new TaskRunner(sender, functions, loader, configuration.maxMessageBytes());
    }

    /** Starts the threads that the loop needs besides the calling one, and runs it. Ends with the process. */
    void start() {
        Thread.currentThread().setName(name + "/0");
        for (int i = 1; i <= maxRunning; i++) {
            Thread thread = new Thread(this, name + "/" + i);
            thread.setDaemon(true);
            thread.start();
        }
        run();
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
            while (led) {
                leaderless.awaitUninterruptibly();
            }
            led = true;
        } finally {
            lock.unlock();
        }
    }

    /** Reads until there is a call for this thread to run; passes the lead on before it returns the call. */
    private Frame lead() throws IOException {
        while (true) {
            Frame call = reader.hasFrame() ? null : startCall();
            if (call != null) {
                return call;
            }
            Frame frame = reader.read();
            if (frame == null) {
                ParentWatch.parentIsGone();
            } else if (frame.type() == FrameType.CALL) {
                addCall(frame);
            } else {
                obey(frame);
            }
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
            led = false;
            leaderless.signal();
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Frame nextCall() {
        lock.lock();
        try {
            Frame next = waiting.poll();
            if (next == null) {
                running--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void obey(Frame frame) throws IOException {
        switch (frame.type()) {
            case DEFINE -> functions.define((int) frame.id(), frame.body());
            case FORGET -> functions.forget((int) frame.id());
            case CANCEL -> cancel(frame.id());
            case RECALL -> recall(new ByteSource(frame.body()).takeInt());
            case CLASS_REPLY -> loader.answer(frame.id(), frame.body());
            case BYE -> {
                exitReport.expect();
                System.exit(0);
            }
            default -> throw new IOException("a worker gets no " + frame);
        }
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
