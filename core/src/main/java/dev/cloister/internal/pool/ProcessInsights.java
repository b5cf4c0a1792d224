package dev.cloister.internal.pool;

import dev.cloister.PoolInsights;
import dev.cloister.internal.os.ResidentMemory;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Measures a pool of worker processes. Its methods are called within {@link ProcessPool#update}, but for {@link #collect}. */
final class ProcessInsights {
    /** How long a worker may take to say how it is; one that is stopped or short of processors does not. */
    private static final long ANSWER_MILLIS = 500;

    private static final String[] NO_TEXT = {"", ""};

    private final ProcessPool pool;
    private final int threads;
    private final SlowestTasks slowest = new SlowestTasks();

    /** Who was asked how it is and has not answered. Guarded by the pool's lock. */
    private final Set<Slot> asked = new HashSet<>();

    /** Counted down when nobody is left to answer; null if nobody waits. Guarded by the pool's lock. */
    private @Nullable CountDownLatch answers;

    /** What has ended. Guarded by the pool's lock. */
    private int endedWorkers;

    private long endedTasks;
    private long startUpNanos;
    private long initializerNanos;
    private long waitingNanos;
    private long workingNanos;
    private long exitNanos;

    ProcessInsights(ProcessPool pool, int threads) {
        this.pool = pool;
        this.threads = threads;
    }

    /** A worker answered a task. */
    void answered(Slot slot, ProcessTask<?> task, long runNanos) {
        slot.figures.answered(runNanos, task.items());
        String[] text = slot.figures.takeText(task.taskId());
        if (slowest.isAmong(runNanos) && !(task instanceof ChunkTask)) {
            text = text == null ? NO_TEXT : text;
            slowest.add(task.taskId(), task.index(), runNanos, slot.name, text[0], text[1]);
        }
    }

    /** A worker says what one of its slowest tasks is; the task's answer follows, or that of its chunk. */
    void described(Slot slot, Frame frame) throws IOException {
        ByteSource source = new ByteSource(frame.body());
        long nanos = source.takeLong();
        int left = source.takeInt();
        String function = source.takeText();
        String arguments = source.takeText();
        ProcessTask<?> task = slot.inFlight.find(frame.id());
        if (task instanceof ChunkTask) {
            int item = Math.clamp(task.items() - (long) left, 0, task.items() - 1);
            slowest.add(task.taskId() + item, task.index() + item, nanos, slot.name, function, arguments);
        } else if (task != null) {
            slot.figures.describe(frame.id(), function, arguments);
        }
    }

    /** A worker says how it is. */
    void sampled(Slot slot, Frame frame) throws IOException {
        ByteSource source = new ByteSource(frame.body());
        slot.figures.heapBytes = source.takeLong();
        slot.figures.collections = source.takeLong();
        slot.figures.collectionMillis = source.takeLong();
        noLongerAsked(slot);
    }

    /** A worker that was started has ended; its tasks are still among those in flight. */
    void ended(Slot slot, long now) {
        WorkerFigures figures = slot.figures;
        int running = running(slot);
        endedWorkers++;
        endedTasks += slot.figures.tasks();
        startUpNanos += figures.startUpNanos();
        initializerNanos += figures.initializerNanos;
        waitingNanos += figures.waitingNanos(threads, running, now);
        workingNanos += figures.workingNanos(running, now);
        exitNanos += figures.exitNanos(now);
        noLongerAsked(slot);
    }

    private int running(Slot slot) {
        return Math.min(threads, slot.inFlight.size());
    }

    private void noLongerAsked(Slot slot) {
        CountDownLatch waiting = answers;
        if (asked.remove(slot) && asked.isEmpty() && waiting != null) {
            answers = null;
            waiting.countDown();
        }
    }

    /** Asks the workers how they are, waits for their answers, not for long, and returns everything. */
    PoolInsights collect() {
        AtomicReference<@Nullable CountDownLatch> latch = new AtomicReference<>();
        pool.update(() -> latch.set(ask()));
        CountDownLatch waiting = latch.get();
        try {
            if (waiting != null) {
                boolean _ = waiting.await(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) { // what is known will do
            Thread.currentThread().interrupt();
        }
        List<PoolInsights.Worker> workers = new ArrayList<>();
        List<PoolInsights.Ended> ended = new ArrayList<>();
        pool.update(() -> {
            long now = System.nanoTime();
            pool.scheduler().slots().forEach(slot -> workers.add(worker(slot, now)));
            ended.add(ended());
        });
        workers.replaceAll(ProcessInsights::withResidentMemory);
        return new PoolInsights(pool.name(), workers, ended.getFirst(), slowest.list());
    }

    /** Returns what to wait for, which may have other waiters already; null if there is nobody to ask. */
    private @Nullable CountDownLatch ask() {
        for (Slot slot : pool.scheduler().slots()) {
            if (slot.state == Slot.State.READY && asked.add(slot)) {
                pool.add(slot, FrameType.FIGURES, 0, Frame.NO_BODY);
            }
        }
        if (!asked.isEmpty() && answers == null) {
            answers = new CountDownLatch(1);
        }
        return answers;
    }

    private PoolInsights.Worker worker(Slot slot, long now) {
        WorkerFigures figures = slot.figures;
        int running = running(slot);
        long working = figures.workingNanos(running, now);
        return new PoolInsights.Worker(
                slot.name,
                slot.pid(),
                slot.activity(),
                Duration.ofNanos(figures.startUpNanos()),
                Duration.ofNanos(figures.initializerNanos),
                Duration.ofNanos(figures.waitingNanos(threads, running, now)),
                Duration.ofNanos(working),
                figures.tasks(),
                Duration.ofNanos(figures.tasks() == 0 ? 0 : figures.workingNanos(0, now) / figures.tasks()),
                Dispatch.ahead(slot),
                -1,
                figures.heapBytes,
                figures.collections,
                Duration.ofMillis(figures.collectionMillis));
    }

    private PoolInsights.Ended ended() {
        return new PoolInsights.Ended(
                endedWorkers,
                Duration.ofNanos(startUpNanos),
                Duration.ofNanos(initializerNanos),
                Duration.ofNanos(waitingNanos),
                Duration.ofNanos(workingNanos),
                Duration.ofNanos(exitNanos),
                endedTasks);
    }

    /** Reads files or asks a program, so not under the pool's lock. */
    private static PoolInsights.Worker withResidentMemory(PoolInsights.Worker worker) {
        return new PoolInsights.Worker(
                worker.name(),
                worker.pid(),
                worker.state(),
                worker.startUp(),
                worker.initializer(),
                worker.waiting(),
                worker.working(),
                worker.tasks(),
                worker.meanTask(),
                worker.ahead(),
                worker.pid() < 0 ? -1 : ResidentMemory.bytes(worker.pid()),
                worker.heapBytes(),
                worker.collections(),
                worker.collectionTime());
    }
}
