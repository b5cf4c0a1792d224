package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.parent.ParentLog;
import dev.cloister.internal.parent.Timer;
import dev.cloister.internal.parent.WorkerLauncher;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Brings what happens to a worker to the scheduler. */
final class SlotOwner implements WorkerLauncher.Request {
    /** The finalizer's result has this in place of a task's id. */
    private static final long EXIT_RESULT = 0;

    private final ProcessPool pool;
    private final Scheduler scheduler;
    private final Slot slot;

    /** Kills a worker whose initializer hangs. Written by the worker's reader thread, read also by who concludes. */
    private volatile @Nullable Future<?> initializerDeadline;

    /** Null until a task of the worker submits one. Guarded by the pool's lock. */
    private @Nullable WorkerRequests requests;

    SlotOwner(ProcessPool pool, Slot slot) {
        this.pool = pool;
        this.scheduler = pool.scheduler();
        this.slot = slot;
    }

    @Override
    public void started(WorkerProcess worker) {
        try (var _ = pool.change()) {
            slot.process = worker;
            slot.figures.launched(System.nanoTime());
            pool.board().show(slot);
            String reason = slot.killOnStart;
            if (reason != null) {
                pool.decisions().add(() -> worker.kill(reason));
            }
        }
    }

    @Override
    public void failed(WorkerDeath death, Throwable cause) {
        pool.update(() -> {
            scheduler.died(slot, death, System.nanoTime());
            pool.board().gone(slot);
        });
    }

    @Override
    public void ready(WorkerProcess worker) {
        boolean initializes = pool.setup().hasInitializer();
        if (initializes) {
            watchInitializer(worker, pool.options().startTimeout());
        }
        worker.configure(pool.setup().of(slot));
        try (var _ = pool.change()) {
            slot.process = worker;
            slot.figures.ready(System.nanoTime());
            pool.events().workerStarted(slot);
            slot.initializing = initializes;
            if (!initializes) {
                scheduler.ready(slot);
            }
            pool.board().want();
            pool.board().show(slot);
        }
    }

    private void watchInitializer(WorkerProcess worker, Duration limit) {
        initializerDeadline = Timer.schedule(
                limit.toNanos(),
                () -> pool.update(() -> {
                    if (slot.initializing) {
                        slot.hung = true;
                        String reason =
                                "the pool's initializer had not ended " + limit.toMillis() + " ms after it began";
                        pool.decisions().add(() -> worker.kill(reason));
                    }
                }));
    }

    private void initializerEnded() {
        Future<?> deadline = initializerDeadline;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void initializerFailed(Frame frame) {
        ClassLoader loader = EncodedFunction.loaderOf(pool.options().initializer());
        InitializerFailure failure = new InitializerFailure(pool.name(), slot.name, null, frame.body(), loader);
        var _ = pool.brokenBy(failure);
        scheduler.breakDown(() -> failure);
    }

    @Override
    public void received(WorkerProcess worker, List<Frame> frames) {
        try (var _ = pool.change()) {
            for (Frame frame : frames) {
                try {
                    receive(worker, frame);
                } catch (IOException e) {
                    pool.decisions().add(() -> worker.kill("it sent a malformed message: " + e.getMessage()));
                }
            }
            slot.figures.heard(System.nanoTime());
            scheduler.refill(slot);
            pool.board().show(slot);
        }
    }

    private void receive(WorkerProcess worker, Frame frame) throws IOException {
        switch (frame.type()) {
            case STARTED -> {
                ProcessTask<?> task = scheduler.started(slot, frame.id());
                pool.events().started(slot, frame.id());
                if (task != null) {
                    worker.consumed(task.position);
                }
            }
            case RESULT -> answer(frame);
            case ERROR -> {
                answer(frame);
                if (frame.id() != EXIT_RESULT && OutcomeCodec.isExhausted(frame.body())) {
                    scheduler.exhausted(slot);
                }
            }
            case LOG_LEVELS ->
                pool.decisions()
                        .add(() -> ParentLog.answer(worker, pool.options().logRelay()));
            case SLOW -> pool.insightsSource().described(slot, frame);
            case FIGURES -> pool.insightsSource().sampled(slot, frame);
            case RETURNED -> scheduler.returned(slot, taskIds(frame));
            case ITEM -> {
                if (slot.inFlight.find(frame.id()) instanceof ChunkTask chunk) {
                    chunk.received(frame.body(), slot.name);
                }
            }
            case PONG -> {} // that it came is enough
            case DUMPED -> scheduler.dumped(slot, frame.id(), new ByteSource(frame.body()).takeText());
            case INITIALIZED -> {
                initializerEnded();
                slot.initializing = false;
                scheduler.ready(slot);
            }
            case INITIALIZE_FAILED -> {
                initializerEnded();
                initializerFailed(frame);
            }
            case SHARED_REQUEST ->
                pool.decisions()
                        .add(() -> PoolShares.answer(
                                worker, frame.id(), pool.options().maxMessageBytes()));
            case HUB_REQUEST -> pool.decisions().add(() -> HubAnswer.send(worker));
            case SUBMIT, SUBMIT_CANCEL, SUBTASK_WAIT -> requests(worker).receive(frame);
            case CLASS_REQUEST -> pool.decisions().add(() -> pool.answerClassRequest(worker, frame));
            default -> throw new IOException("a parent gets no " + frame);
        }
    }

    private WorkerRequests requests(WorkerProcess worker) {
        WorkerRequests known = requests;
        if (known == null) {
            known = new WorkerRequests(pool, slot, worker);
            requests = known;
        }
        return known;
    }

    private void answer(Frame frame) throws IOException {
        if (frame.id() == EXIT_RESULT) {
            ClassLoader loader = EncodedFunction.loaderOf(pool.options().finalizer());
            pool.finalizers().add(new EncodedEnding.OfFinalizer(frame, loader, slot.name, pool.name()));
            return;
        }
        long runNanos = OutcomeCodec.runNanos(frame.body());
        scheduler.answered(slot, frame.id(), runNanos, task -> {
            pool.insightsSource().answered(slot, task, runNanos);
            return new EncodedEnding.OfTask(frame, task, slot.name, pool.name());
        });
    }

    private static List<Long> taskIds(Frame frame) throws IOException {
        ByteSource source = new ByteSource(frame.body());
        List<Long> taskIds = new ArrayList<>();
        while (source.left() > 0) {
            taskIds.add(source.takeLong());
        }
        return taskIds;
    }

    @Override
    public void outgrown(WorkerProcess worker) {
        pool.update(() -> {
            if (slot.answered + slot.started > 0) { // else its successor would be no smaller
                scheduler.exhausted(slot);
            }
        });
    }

    @Override
    public void ended(WorkerProcess worker, WorkerDeath death) {
        initializerEnded();
        pool.update(() -> {
            pool.counts().ended(worker);
            pool.insightsSource().ended(slot, System.nanoTime());
            pool.events().workerEnded(slot, death);
            if (slot.state != Slot.State.LEAVING) {
                pool.decisions().add(() -> ParentLog.workerDied(pool.name(), death));
            }
            WorkerRequests asked = requests;
            boolean died = slot.state != Slot.State.LEAVING || !slot.inFlight.isEmpty();
            scheduler.died(slot, death, System.nanoTime());
            pool.board().gone(slot);
            if (asked != null) {
                pool.decisions().add(() -> asked.close(died));
            }
        });
    }
}
