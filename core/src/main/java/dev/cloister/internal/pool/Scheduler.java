package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.ProcessTask.Stage;
import dev.cloister.internal.pool.Slot.State;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets which task ({@link Dispatch}), when workers start and end ({@link Workforce}), and what becomes
 * of the tasks of a dead one ({@link OrphanedTasks}). Knows no clock, thread or process: events and times come in,
 * {@link Effects} go out. Guarded by the pool's lock.
 */
final class Scheduler {
    /** How long answers are read after this process stood still, until deadlines count again. */
    private static final long CATCH_UP_NANOS = 100_000_000;

    /**
     * What follows from {@link #shutdown} and {@link #broken}. OPEN -> SHUTDOWN (no new tasks; what was accepted is done); OPEN or SHUTDOWN -> BROKEN (no worker can be started:
     * nothing is pending any more). The pool has terminated when it is not OPEN and no slot is left.
     */
    enum Phase {
        OPEN,
        SHUTDOWN,
        BROKEN
    }

    private final Effects effects;
    private final LongSupplier clock;
    private final Alarm alarm;
    private final Workforce workforce;
    private final Heartbeat heartbeat;
    private final IdleWorkers idle;
    private final Limits limits;
    private final List<Slot> slots;
    private final AcceptedTasks accepted;
    private final Dispatch dispatch;
    private final OrphanedTasks orphaned;

    /** False, then true for good. */
    private boolean shutdown;

    /** How tasks end that come back from workers when no worker can be started any more; null before. */
    private @Nullable Supplier<TaskEnding> broken;

    /** Workers that died otherwise than they were to. */
    final Map<WorkerDeath.Cause, Long> deaths = new HashMap<>();

    /**
     * Creates one.
     *
     * @param clock the time, in nanoseconds
     * @param random for the life spans of workers
     */
    Scheduler(SchedulerRules rules, Effects effects, LongSupplier clock, RandomGenerator random) {
        this.effects = effects;
        this.clock = clock;
        this.alarm = new Alarm(effects);
        this.workforce = new Workforce(rules, effects, random);
        this.heartbeat = new Heartbeat(rules.heartbeatNanos(), effects, alarm);
        this.idle = new IdleWorkers(rules, workforce, alarm, clock);
        this.limits = new Limits(effects, alarm);
        this.slots = workforce.slots();
        this.accepted = new AcceptedTasks(effects);
        this.dispatch = new Dispatch(rules.threads(), accepted, workforce, heartbeat, effects, clock);
        this.orphaned = new OrphanedTasks(accepted, effects);
    }

    Phase phase() {
        return broken != null ? Phase.BROKEN : shutdown ? Phase.SHUTDOWN : Phase.OPEN;
    }

    List<Slot> slots() {
        return slots;
    }

    /** The tasks, and how many there were. */
    AcceptedTasks accepted() {
        return accepted;
    }

    /** The workers' number, and how many there were. */
    Workforce workforce() {
        return workforce;
    }

    /** True when everything has ended and no worker is left. */
    boolean isTerminated() {
        return phase() != Phase.OPEN && slots.isEmpty() && accepted.isEmpty();
    }

    /** The pool was opened. */
    void opened() {
        ensureWorkers();
    }

    /** A task will be submitted soon. */
    void anticipate() {
        if (phase() == Phase.OPEN && slots.isEmpty()) {
            workforce.startUpTo(1);
        }
    }

    /** Tasks were submitted; the phase is OPEN. */
    void submitted(List<? extends ProcessTask<?>> tasks) {
        accepted.add(tasks);
        assignAll();
    }

    /** The worker said hello. */
    void ready(Slot slot) {
        workforce.starts().succeeded();
        if (slot.state == State.STARTING) {
            slot.state = State.READY;
            dispatch.giveTo(slot);
            ensureWorkers();
            rest(slot);
        }
    }

    /** The worker said that the task's code is about to run. Returns the task, or null if the worker never had it. */
    @Nullable
    ProcessTask<?> started(Slot slot, long taskId) {
        ProcessTask<?> task = slot.inFlight.find(taskId);
        if (task != null) {
            slot.started++;
            if (task.stage == Stage.SENT) {
                task.stage = Stage.STARTED;
                if (TaskLimits.exist(task.options)) {
                    limits.started(slot, task, clock.getAsLong());
                }
            }
        }
        return task;
    }

    /**
     * The worker answered a task; nothing happens if it never had it.
     *
     * @throws IOException if what the worker told of the task before is malformed; then the worker still has it
     */
    void answered(Slot slot, long taskId, long runNanos, Function<ProcessTask<?>, TaskEnding> ending)
            throws IOException {
        ProcessTask<?> task = slot.inFlight.find(taskId);
        if (task == null) {
            return;
        }
        boolean complete = task.isComplete();
        var _ = slot.inFlight.remove(taskId);
        slot.started--;
        slot.answered++;
        slot.meanNanos = slot.meanNanos == 0 ? runNanos : (slot.meanNanos * 7 + runNanos) / 8;
        TaskEnding how = ending.apply(task);
        if (complete || task.stage == Stage.ENDED || !how.isPartial()) {
            accepted.endRunning(task, how);
        } else {
            accepted.backToPending(task);
        }
    }

    /** A batch of answers was taken: the worker may get more. */
    void refill(Slot slot) {
        slot.asked = false;
        if (slot.state == State.LEAVING) {
            workforce.goOnLeaving(slot);
        } else {
            dispatch.giveTo(slot);
            ensureWorkers();
            rest(slot);
        }
    }

    /** The worker is not to get more tasks: it ran out of memory in one, or has grown too much. */
    void exhausted(Slot slot) {
        if (slot.state == State.READY) {
            workforce.recycle(slot);
            ensureWorkers();
        }
    }

    /** The worker returned tasks that it has not started; perhaps none. */
    void returned(Slot slot, List<Long> taskIds) {
        dispatch.returned(slot, taskIds);
        if (slot.state == State.LEAVING) {
            workforce.goOnLeaving(slot); // perhaps a recall of some was under way when all were to come back
        }
        assignAll();
        slots.forEach(this::rest);
    }

    /** The process of the slot ended, whether it had said hello or not. */
    void died(Slot slot, WorkerDeath death, long now) {
        if (!slots.remove(slot)) {
            return;
        }
        boolean expected = slot.state == State.LEAVING && slot.inFlight.isEmpty();
        if (!expected) {
            deaths.merge(death.cause(), 1L, Long::sum);
        }
        boolean wasStarting = slot.state == State.STARTING
                && (slot.initializing || death.cause() == WorkerDeath.Cause.FAILED_TO_START);
        boolean wasIdle = slot.inFlight.isEmpty();
        orphaned.takeFrom(slot, death);
        if (wasStarting) {
            startFailed(slot, death, now);
        } else if (wasIdle && !expected) {
            workforce.starts().diedIdle(now);
        }
        assignAll();
        if (!expected
                && !wasStarting
                && phase() == Phase.OPEN
                && workforce.starts().allowsReplacement(now)) {
            workforce.replace();
        }
        slots.forEach(this::rest);
    }

    private void startFailed(Slot dead, WorkerDeath death, long now) {
        StartBudget starts = workforce.starts();
        boolean usedUp = starts.failed(death, dead.initializing, now) || dead.hung;
        boolean alone = dead.initializing || slots.stream().noneMatch(slot -> slot.state == State.READY);
        if (usedUp && alone && broken == null) {
            WorkerDeath first = starts.firstFailure() == null ? death : starts.firstFailure();
            breakDown(() -> new TaskEnding.Failure(effects.brokenError(first)));
        } else {
            alarm.set(starts.startAllowedAt());
        }
    }

    /** No worker can be used: tasks that none has started end so. What runs goes on. */
    void breakDown(Supplier<TaskEnding> ending) {
        broken = ending;
        accepted.endPending(ending);
        List.copyOf(slots).forEach(workforce::dismiss);
    }

    /** A time that was asked for has come. */
    void tick(long now) {
        boolean stoodStill = alarm.fired(now);
        workforce.starts().tick(now);
        if (workforce.starts().isBackingOff()) {
            alarm.set(workforce.starts().startAllowedAt());
        }
        if (stoodStill) { // this process did: answers wait to be read before anybody is judged
            alarm.set(now + CATCH_UP_NANOS);
        } else {
            heartbeat.tick(slots, now);
            for (TaskLimits over : limits.tick(now)) {
                timedOut(over, null);
            }
        }
        assignAll();
        idle.tick(now);
    }

    /** The worker told what its threads do, because the task is over its hard limit. */
    void dumped(Slot slot, long taskId, String threadDump) {
        ProcessTask<?> task = slot.inFlight.find(taskId);
        TaskLimits over = task == null ? null : task.limits;
        if (over != null && over.isCurrent() && over.isDumping()) {
            timedOut(over, threadDump);
        }
    }

    private void timedOut(TaskLimits over, @Nullable String threadDump) {
        ProcessTask<?> task = over.task;
        accepted.endRunning(task, new TaskEnding.Failure(effects.timeoutError(over.slot, task, threadDump)));
        condemn(over.slot, WorkerDeath.Cause.TIME_LIMIT, task.describe() + " ran longer than its hard limit");
    }

    /** Cancels a task. Returns whether it has not ended otherwise; {@code overdue} must follow when it was running. */
    boolean cancel(ProcessTask<?> task, boolean mayInterrupt) {
        switch (task.stage) {
            case PENDING -> {
                accepted.cancelPending(task);
                slots.forEach(this::rest);
                return true;
            }
            case SENT, STARTED -> {
                if (!mayInterrupt) {
                    return false;
                }
                accepted.endRunning(task, TaskEnding.Cancelled.INSTANCE);
                Slot holder = holder(task);
                if (holder != null) {
                    effects.interrupt(holder, task);
                }
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** The grace after an interrupt is over: if the worker is still busy with the task, it must go. */
    void overdue(ProcessTask<?> task, String reason) {
        Slot holder = holder(task);
        if (holder != null) {
            condemn(holder, WorkerDeath.Cause.KILLED_BY_POOL, reason);
        }
    }

    /** The worker that has the task, perhaps after it ended for its caller; null if none has. */
    private @Nullable Slot holder(ProcessTask<?> task) {
        for (Slot slot : slots) {
            if (slot.inFlight.contains(task)) {
                return slot;
            }
        }
        return null;
    }

    private void condemn(Slot slot, WorkerDeath.Cause cause, String reason) {
        workforce.condemn(slot, cause, reason);
        assignAll();
    }

    /** Changes how many workers there may be. */
    void resize(int size) {
        workforce.resize(size);
        assignAll();
    }

    /** No new tasks. What was accepted is done. */
    void shutdown() {
        if (phase() == Phase.OPEN) {
            shutdown = true;
            slots.forEach(this::rest);
        }
    }

    /** Cancels everything that no worker has, and returns it; the running tasks are the caller's to interrupt. */
    List<ProcessTask<?>> cancelPending() {
        List<ProcessTask<?>> never = accepted.cancelPending();
        slots.forEach(this::rest);
        return never;
    }

    /** Interrupts everything that runs. */
    void interruptRunning() {
        accepted.dropReturned();
        for (Slot slot : slots) {
            for (ProcessTask<?> task : slot.inFlight.toList()) {
                if (task.stage != Stage.ENDED) {
                    effects.interrupt(slot, task);
                }
            }
        }
    }

    /** Ends everything for the callers. */
    void cancelAll() {
        var _ = cancelPending();
        for (Slot slot : slots) {
            for (ProcessTask<?> task : slot.inFlight.toList()) {
                accepted.endRunning(task, TaskEnding.Cancelled.INSTANCE);
            }
        }
    }

    /** The worker may have nothing to do: it leaves if nothing can come any more, or if it stays idle for long. */
    private void rest(Slot slot) {
        if (!slot.inFlight.isEmpty() || slot.state == State.LEAVING) {
            return;
        }
        if (phase() != Phase.OPEN && accepted.pending.isEmpty()) {
            workforce.dismiss(slot);
        } else {
            idle.rest(slot);
        }
    }

    private void assignAll() {
        if (broken != null) {
            accepted.endPending(broken);
        }
        dispatch.giveToAll();
        ensureWorkers();
    }

    private void ensureWorkers() {
        if (broken == null) {
            int waiting = accepted.pending.size() + workforce.ahead();
            workforce.ensure(waiting, accepted.running(), phase() == Phase.OPEN);
        }
    }
}
