package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.parent.WorkerLauncher;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Brings what happens to a worker to the scheduler. */
final class SlotOwner implements WorkerLauncher.Request {
    private final ProcessPool pool;
    private final Scheduler scheduler;
    private final Slot slot;

    SlotOwner(ProcessPool pool, Slot slot) {
        this.pool = pool;
        this.scheduler = pool.scheduler();
        this.slot = slot;
    }

    @Override
    public void started(WorkerProcess worker) {
        pool.update(() -> {
            slot.process = worker;
            String reason = slot.killOnStart;
            if (reason != null) {
                pool.decisions().add(() -> worker.kill(reason));
            }
        });
    }

    @Override
    public void failed(WorkerDeath death, Throwable cause) {
        pool.update(() -> scheduler.died(slot, death, System.nanoTime()));
    }

    @Override
    public void ready(WorkerProcess worker) {
        worker.configure(pool.configuration(slot));
        pool.update(() -> {
            slot.process = worker;
            scheduler.ready(slot);
        });
    }

    @Override
    public void received(WorkerProcess worker, List<Frame> frames) {
        pool.update(() -> {
            for (Frame frame : frames) {
                try {
                    receive(worker, frame);
                } catch (IOException e) {
                    pool.decisions().add(() -> worker.kill("it sent a malformed message: " + e.getMessage()));
                }
            }
            scheduler.refill(slot);
        });
    }

    private void receive(WorkerProcess worker, Frame frame) throws IOException {
        switch (frame.type()) {
            case STARTED -> {
                ProcessTask<?> task = scheduler.started(slot, frame.id());
                if (task != null) {
                    worker.consumed(task.position);
                }
            }
            case RESULT -> answer(frame);
            case ERROR -> {
                answer(frame);
                if (OutcomeCodec.isExhausted(frame.body())) {
                    scheduler.exhausted(slot);
                }
            }
            case RETURNED -> scheduler.returned(slot, taskIds(frame));
            case PONG -> {} // that it came is enough
            case DUMPED -> scheduler.dumped(slot, frame.id(), new ByteSource(frame.body()).takeText());
            case CLASS_REQUEST -> pool.decisions().add(() -> pool.answerClassRequest(worker, frame));
            default -> throw new IOException("a parent gets no " + frame);
        }
    }

    private void answer(Frame frame) throws IOException {
        scheduler.answered(
                slot,
                frame.id(),
                OutcomeCodec.runNanos(frame.body()),
                task -> new EncodedEnding(frame, task, slot.name, pool.name()));
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
        pool.update(() -> {
            pool.countListenerFailures(worker);
            scheduler.died(slot, death, System.nanoTime());
        });
    }
}
