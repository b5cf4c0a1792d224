package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.ProcessTask.Stage;
import dev.cloister.internal.pool.Slot.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets which task, when workers start and end, and what becomes of the tasks of a dead one. Knows no
 * clock, thread or process: events and times come in, {@link Effects} go out. Guarded by the pool's lock.
 *
 * <p>A worker that runs as many tasks as it may gets more in advance only while its tasks are short, so that their way
 * takes no longer than they do. A worker without work gets back from the others what they have not started.
 */
final class Scheduler {
    /** Tasks shorter than this are given out in advance: their way is as long as busy processors make it. */
    private static final long SHORT_NANOS = 25_000_000;

    /** As much work is given out in advance as takes about this long, and at least one task. */
    private static final long AHEAD_NANOS = 12_000_000;

    private static final int MAX_AHEAD = 512;

    /** A task that met this many deaths before it could start fails. */
    private static final int MAX_MOVES = 16;

    /** How long answers are read after this process stood still, until deadlines count again. */
    private static final long CATCH_UP_NANOS = 100_000_000;

    /**
     * OPEN -> SHUTDOWN (no new tasks; what was accepted is done); OPEN or SHUTDOWN -> BROKEN (no worker can be started:
     * nothing is pending any more). The pool has terminated when it is not OPEN and no slot is left.
     */
    enum Phase {
        OPEN,
        SHUTDOWN,
        BROKEN
    }

    private final int threads;
    private final boolean idleWorkersGo;
    private final Effects effects;
    private final LongSupplier clock;
    private final Alarm alarm;
    private final Workforce workforce;
    private final Heartbeat heartbeat;
    private final Limits limits;
    private final List<Slot> slots;
    private final PendingTasks pending = new PendingTasks();

    /** Tasks that have not ended for their caller and are not pending, and the inputs that they stand for. */
    private int runningCount;

    private int runningItems;

    /** Whether what runs was interrupted because nothing is wanted any more. */
    private boolean interrupted;

    private Phase phase = Phase.OPEN;

    /** How tasks end that come back from workers when the phase is BROKEN; null before. */
    private @Nullable Supplier<TaskEnding> broken;

    long submitted;
    long completed;
    long failed;
    long cancelled;
    long moved;
    long retried;
    long recycled;
    long startedWorkers;
    final Map<WorkerDeath.Cause, Long> deaths = new HashMap<>();

    /**
     * Creates one.
     *
     * @param clock the time, in nanoseconds
     * @param random for the life spans of workers
     */
    Scheduler(SchedulerRules rules, Effects effects, LongSupplier clock, RandomGenerator random) {
        this.threads = rules.threads();
        this.idleWorkersGo = rules.idleNanos() > 0;
        this.effects = effects;
        this.clock = clock;
        this.alarm = new Alarm(effects);
        this.workforce = new Workforce(rules, effects, random);
        this.heartbeat = new Heartbeat(rules.heartbeatNanos(), effects, alarm);
        this.limits = new Limits(effects, alarm);
        this.slots = workforce.slots();
    }

    Phase phase() {
        return phase;
    }

    @Nullable
    WorkerDeath firstFailure() {
        return workforce.starts().firstFailure();
    }

    List<Slot> slots() {
        return slots;
    }

    int pendingCount() {
        return pending.items();
    }

    int runningCount() {
        return runningItems;
    }

    /** True when everything has ended and no worker is left. */
    boolean isTerminated() {
        return phase != Phase.OPEN && slots.isEmpty() && pending.isEmpty() && runningCount == 0;
    }

    /** The pool was opened. */
    void opened() {
        ensureWorkers();
    }

    /** A task will be submitted soon. */
    void anticipate() {
        if (phase == Phase.OPEN && slots.isEmpty()) {
            workforce.startUpTo(1);
        }
    }

    /** Tasks were submitted; the phase is OPEN. */
    void submitted(List<? extends ProcessTask<?>> tasks) {
        for (ProcessTask<?> task : tasks) {
            submitted += task.items();
        }
        pending.addAll(tasks);
        assignAll();
    }

    /** The worker said hello. */
    void ready(Slot slot) {
        startedWorkers++;
        workforce.starts().succeeded();
        if (slot.state == State.STARTING) {
            slot.state = State.READY;
            assign(slot);
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
            endRunning(task, how);
        } else {
            backToPending(task);
        }
    }

    /** A batch of answers was taken: the worker may get more. */
    void refill(Slot slot) {
        slot.asked = false;
        if (slot.state == State.LEAVING) {
            workforce.goOnLeaving(slot);
        } else {
            assign(slot);
            ensureWorkers();
            rest(slot);
        }
    }

    /** The worker is not to get more tasks: it ran out of memory in one, or has grown too much. */
    void exhausted(Slot slot) {
        if (slot.state == State.READY) {
            recycled++;
            workforce.empty(slot);
            ensureWorkers();
        }
    }

    /** The worker returned tasks that it has not started; perhaps none. */
    void returned(Slot slot, List<Long> taskIds) {
        slot.recalling = false;
        for (int i = taskIds.size() - 1; i >= 0; i--) {
            ProcessTask<?> task = slot.inFlight.removeLate(taskIds.get(i));
            if (task != null) {
                slot.given--;
                if (task.stage == Stage.SENT) {
                    moved++;
                    backToPending(task);
                }
            }
        }
        if (slot.state == State.LEAVING) {
            workforce.goOnLeaving(slot); // perhaps a recall of some was under way when all were to come back
        }
        assignAll();
        slots.forEach(this::rest);
    }

    private void backToPending(ProcessTask<?> task) {
        if (interrupted) {
            endRunning(task, TaskEnding.Cancelled.INSTANCE);
            return;
        }
        task.stage = Stage.PENDING;
        runningCount--;
        runningItems -= task.items();
        pending.addFirst(task);
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
        failTasks(slot, death);
        if (wasStarting) {
            startFailed(slot, death, now);
        } else if (wasIdle && !expected) {
            workforce.starts().diedIdle(now);
        }
        assignAll();
        if (!expected
                && !wasStarting
                && phase == Phase.OPEN
                && workforce.starts().allowsReplacement(now)) {
            workforce.replace();
        }
        slots.forEach(this::rest);
    }

    private void failTasks(Slot slot, WorkerDeath death) {
        List<ProcessTask<?>> tasks = slot.inFlight.toList();
        slot.inFlight.clear();
        for (int i = tasks.size() - 1; i >= 0; i--) {
            ProcessTask<?> task = tasks.get(i);
            boolean ran = task.stage == Stage.STARTED;
            if (ran && task.items() > 1) {
                failRunningItem(task, death);
            } else if (ran && task.retried() < task.options.retries()) {
                retried++;
                task.retryAfter(death);
                backToPending(task);
            } else if (ran || (task.stage == Stage.SENT && ++task.moves > MAX_MOVES)) {
                endRunning(task, new TaskEnding.Failure(effects.deathError(task, death)));
            } else if (task.stage == Stage.SENT) {
                moved++;
                backToPending(task);
            }
        }
    }

    /** The worker died in a task that stands for several inputs: the one that ran fails, the others do not. */
    private void failRunningItem(ProcessTask<?> task, WorkerDeath death) {
        boolean complete;
        try {
            complete = task.isComplete() || task.failRunning(effects.deathError(task, death));
        } catch (IOException e) { // nobody knows which one ran
            endRunning(task, new TaskEnding.Failure(effects.deathError(task, death)));
            return;
        }
        if (complete) {
            endRunning(task, new TaskEnding.Value(null));
        } else {
            backToPending(task);
        }
    }

    private void startFailed(Slot dead, WorkerDeath death, long now) {
        StartBudget starts = workforce.starts();
        boolean usedUp = starts.failed(death, dead.initializing, now) || dead.hung;
        boolean alone = dead.initializing || slots.stream().noneMatch(slot -> slot.state == State.READY);
        if (usedUp && alone && phase != Phase.BROKEN) {
            breakDown(starts.firstFailure() == null ? death : starts.firstFailure());
        } else {
            alarm.set(starts.startAllowedAt());
        }
    }

    private void breakDown(WorkerDeath first) {
        breakDown(() -> new TaskEnding.Failure(effects.brokenError(first)));
    }

    /** No worker can be used: tasks that none has started end so. What runs goes on. */
    void breakDown(Supplier<TaskEnding> ending) {
        phase = Phase.BROKEN;
        broken = ending;
        endPending(ending);
        List.copyOf(slots).forEach(workforce::dismiss);
    }

    private void endPending(Supplier<TaskEnding> ending) {
        for (ProcessTask<?> task; (task = pending.poll()) != null; ) {
            end(task, ending.get());
        }
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
        dismissIdle(now);
    }

    private void dismissIdle(long now) {
        Long next = idleWorkersGo ? workforce.dismissIdle(now) : null;
        if (next != null) {
            alarm.set(next);
        }
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
        endRunning(task, new TaskEnding.Failure(effects.timeoutError(over.slot, task, threadDump)));
        condemn(over.slot, WorkerDeath.Cause.TIME_LIMIT, task.describe() + " ran longer than its hard limit");
    }

    /** Cancels a task. Returns whether it has not ended otherwise; {@code overdue} must follow when it was running. */
    boolean cancel(ProcessTask<?> task, boolean mayInterrupt) {
        switch (task.stage) {
            case PENDING -> {
                pending.ended(task);
                end(task, TaskEnding.Cancelled.INSTANCE);
                slots.forEach(this::rest);
                return true;
            }
            case SENT, STARTED -> {
                if (!mayInterrupt) {
                    return false;
                }
                endRunning(task, TaskEnding.Cancelled.INSTANCE);
                for (Slot slot : slots) {
                    if (slot.inFlight.contains(task)) {
                        effects.interrupt(slot, task);
                    }
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
        for (Slot slot : slots) {
            if (slot.inFlight.contains(task)) {
                condemn(slot, WorkerDeath.Cause.KILLED_BY_POOL, reason);
                return;
            }
        }
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

    /** How many workers there may be. */
    int size() {
        return workforce.size();
    }

    /** No new tasks. What was accepted is done. */
    void shutdown() {
        if (phase == Phase.OPEN) {
            phase = Phase.SHUTDOWN;
            slots.forEach(this::rest);
        }
    }

    /** Cancels everything that no worker has, and returns it; the running tasks are the caller's to interrupt. */
    List<ProcessTask<?>> cancelPending() {
        List<ProcessTask<?>> never = new ArrayList<>();
        for (ProcessTask<?> task; (task = pending.poll()) != null; ) {
            never.add(task);
            end(task, TaskEnding.Cancelled.INSTANCE);
        }
        slots.forEach(this::rest);
        return never;
    }

    /** Starts that failed since the pool was opened. */
    long failedStarts() {
        return workforce.starts().failures();
    }

    /** Interrupts everything that runs. */
    void interruptRunning() {
        interrupted = true;
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
                if (task.stage != Stage.ENDED) {
                    endRunning(task, TaskEnding.Cancelled.INSTANCE);
                }
            }
        }
    }

    /** The worker may have nothing to do: it leaves if nothing can come any more, or if it stays idle for long. */
    private void rest(Slot slot) {
        if (!slot.inFlight.isEmpty() || slot.state == State.LEAVING) {
            return;
        }
        if (phase != Phase.OPEN && pending.isEmpty()) {
            workforce.dismiss(slot);
        } else if (idleWorkersGo && slot.state == State.READY && !slot.resting) {
            slot.resting = true;
            slot.idleSince = clock.getAsLong();
            dismissIdle(slot.idleSince);
        }
    }

    private void assignAll() {
        if (broken != null) {
            endPending(broken);
        }
        if (!pending.isEmpty()) {
            for (Slot slot; !pending.isEmpty() && (slot = workforce.leastLoaded()) != null; ) {
                sendUnit(slot);
            }
            for (Slot slot : slots) {
                if (pending.isEmpty()) {
                    break;
                }
                assign(slot);
            }
        }
        ensureWorkers();
    }

    private void assign(Slot slot) {
        if (slot.state != State.READY) {
            return;
        }
        int capacity = threads + ahead(slot);
        int now = slot.inFlight.size();
        if (now < threads || now <= capacity - capacity / 2) { // many at a time: each time costs system calls
            while (!pending.isEmpty() && slot.inFlight.size() < capacity && slot.state == State.READY) {
                sendUnit(slot);
            }
        }
        if (slot.inFlight.size() < threads && slot.state == State.READY) {
            takeFromOthers();
        }
    }

    /** How many tasks beyond those that it can run the worker may have. */
    static int ahead(Slot slot) {
        if (slot.meanNanos == 0 || slot.meanNanos >= SHORT_NANOS) {
            return 0;
        }
        return Math.clamp(AHEAD_NANOS / slot.meanNanos, 1, MAX_AHEAD);
    }

    private void takeFromOthers() {
        Slot richest = workforce.richest();
        if (richest != null) {
            richest.recalling = true;
            effects.recall(richest, (richest.unstarted() + 1) / 2);
        }
    }

    /** Gives the next task, or the rest of the next chunk, to the worker. */
    private void sendUnit(Slot slot) {
        ProcessTask<?> task = pending.poll();
        if (task == null) {
            return;
        }
        send(slot, task);
        while (task.chunk != 0 && slot.state == State.READY) {
            ProcessTask<?> next = pending.peek();
            if (next == null || next.chunk != task.chunk) {
                return;
            }
            send(slot, pending.poll());
        }
    }

    private void send(Slot slot, @Nullable ProcessTask<?> task) {
        if (task != null) {
            task.stage = Stage.SENT;
            runningCount++;
            runningItems += task.items();
            slot.inFlight.add(task);
            slot.resting = false;
            if (++slot.given >= slot.quota) {
                slot.state = State.LEAVING; // when it has ended what it has
                recycled++;
            }
            if (heartbeat.isResting()) {
                heartbeat.begin(clock.getAsLong());
            }
            effects.send(slot, task);
        }
    }

    private void ensureWorkers() {
        if (phase != Phase.BROKEN) {
            workforce.ensure(pending.size() + workforce.ahead(), runningCount, phase == Phase.OPEN);
        }
    }

    private void endRunning(ProcessTask<?> task, TaskEnding ending) {
        if (task.stage != Stage.ENDED) {
            runningCount--;
            runningItems -= task.items();
            end(task, ending);
        }
    }

    private void end(ProcessTask<?> task, TaskEnding ending) {
        task.stage = Stage.ENDED;
        task.dropPayload();
        if (ending == TaskEnding.Cancelled.INSTANCE) {
            cancelled += task.items();
        } else if (ending.isSuccess()) {
            completed += task.items() - task.failedItems();
            failed += task.failedItems();
        } else {
            failed += task.items();
        }
        effects.end(task, ending);
    }
}
