package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.parent.DeathErrors;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import org.jspecify.annotations.Nullable;

/** Does what the scheduler decides. */
final class PoolEffects implements Effects {
    /** A worker forgets functions when it has this many; the parent then defines again what is called again. */
    private static final int MAX_FUNCTIONS = 1024;

    private final ProcessPool pool;

    PoolEffects(ProcessPool pool) {
        this.pool = pool;
    }

    @Override
    public void start(Slot slot) {
        slot.number = WorkerSetup.freeNumber(pool.scheduler().slots(), slot);
        pool.decisions().start(slot);
    }

    @Override
    public void send(Slot slot, ProcessTask<?> task) {
        EncodedFunction function = task.function;
        if (function != null && !slot.functions.contains(function.id())) {
            define(slot, function);
        }
        if (slot.inFlight.size() == 1) {
            slot.figures.gotFirst(System.nanoTime());
        }
        pool.events().sent(slot, task);
        task.markSent();
        byte[] call = task.call;
        task.worker = slot.process;
        task.position = pool.add(slot, callType(task), task.taskId(), call == null ? Frame.NO_BODY : call);
    }

    private static FrameType callType(ProcessTask<?> task) {
        if (task instanceof ChunkTask) {
            return FrameType.CALL_MANY;
        }
        return TaskLimits.exist(task.options) ? FrameType.TIMED_CALL : FrameType.CALL;
    }

    private void define(Slot slot, EncodedFunction function) {
        if (slot.functions.size() >= MAX_FUNCTIONS && slot.inFlight.size() <= 1) {
            slot.functions.forEach(id -> pool.add(slot, FrameType.FORGET, id, Frame.NO_BODY));
            slot.functions.clear();
        }
        slot.functions.add(function.id());
        pool.add(slot, FrameType.DEFINE, function.id(), function.bytes());
    }

    @Override
    public void interrupt(Slot slot, ProcessTask<?> task) {
        pool.add(slot, FrameType.CANCEL, task.taskId(), Frame.NO_BODY);
    }

    @Override
    public void recall(Slot slot, int max) {
        pool.add(slot, FrameType.RECALL, 0, new ByteSink(4).putInt(max).toBytes());
    }

    @Override
    public void retire(Slot slot) {
        WorkerProcess worker = slot.process;
        slot.figures.leaving(System.nanoTime());
        if (worker != null) {
            pool.decisions().add(worker::retire);
        }
    }

    @Override
    public void kill(Slot slot, WorkerDeath.Cause cause, String reason) {
        WorkerProcess worker = slot.process;
        slot.figures.leaving(System.nanoTime());
        if (worker != null) {
            pool.decisions().add(() -> worker.kill(cause, reason));
        } else {
            slot.killOnStart = reason;
        }
    }

    @Override
    public void ping(Slot slot) {
        pool.add(slot, FrameType.PING, 0, Frame.NO_BODY);
    }

    @Override
    public void dump(Slot slot, ProcessTask<?> task) {
        pool.add(slot, FrameType.DUMP, task.taskId(), Frame.NO_BODY);
    }

    @Override
    public Throwable timeoutError(Slot slot, ProcessTask<?> task, @Nullable String threadDump) {
        return TimeoutErrors.inProcess(task, slot.name, slot.pid(), pool.name(), threadDump);
    }

    @Override
    public void end(ProcessTask<?> task, TaskEnding ending) {
        task.outcome = ending;
        pool.events().ended(task, ending);
        pool.decisions().end(task);
    }

    @Override
    public Throwable deathError(ProcessTask<?> task, WorkerDeath death) {
        boolean ran = task.stage == ProcessTask.Stage.STARTED;
        if (ran && !task.deaths.isEmpty()) {
            return DeathErrors.ofPoison(task.deaths, death, task.taskId(), task.index(), pool.name());
        }
        return DeathErrors.ofTask(death, task.runningId(), task.runningIndex(), ran, pool.name());
    }

    @Override
    public Throwable brokenError(WorkerDeath firstDeath) {
        return pool.broken(firstDeath);
    }

    @Override
    public void wakeAt(long nanos) {
        pool.decisions().wakeAt(nanos);
    }
}
