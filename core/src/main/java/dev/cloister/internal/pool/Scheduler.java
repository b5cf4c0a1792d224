package dev.cloister.internal.pool;

import dev.cloister.RestartIntensity;
import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.ProcessTask.Stage;
import dev.cloister.internal.pool.Slot.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets which task, when workers start and end, and what becomes of the tasks of a dead one. Knows no
 * clock, thread or process: events and times come in, {@link Effects} go out. Guarded by the pool's lock.
 *
 * <p>A worker that runs as many tasks as it may gets more in advance only while its tasks are short, so that their way
 * takes no longer than they do. A worker without work gets back from the others what they have not started.
 */
final class Scheduler {
    /** Tasks shorter than this are given out in advance. */
    private static final long SHORT_NANOS = 200_000;

    /** As much work is given out in advance as takes about this long. */
    private static final long AHEAD_NANOS = 4_000_000;

    private static final int MAX_AHEAD = 512;

    /** A task that met this many deaths before it could start fails. */
    private static final int MAX_MOVES = 16;

    /**
     * OPEN -> SHUTDOWN (no new tasks; what was accepted is done); OPEN or SHUTDOWN -> BROKEN (no worker can be started:
     * nothing is pending any more). The pool has terminated when it is not OPEN and no slot is left.
     */
    enum Phase {
        OPEN,
        SHUTDOWN,
        BROKEN
    }

    private final int size;
    private final int threads;
    private final int minIdle;
    private final StartBudget starts;
    private final Effects effects;

    private final List<Slot> slots = new ArrayList<>();

    /** Tasks that no worker has, in order; those that have ended are skipped when they come up. */
    private final ArrayDeque<ProcessTask<?>> pending = new ArrayDeque<>();

    private int pendingCount;

    /** Tasks that have not ended for their caller and are not pending. */
    private int runningCount;

    private Phase phase = Phase.OPEN;
    private int named;

    long submitted;
    long completed;
    long failed;
    long cancelled;
    long moved;
    long startedWorkers;
    final Map<WorkerDeath.Cause, Long> deaths = new EnumMap<>(WorkerDeath.Cause.class);

    Scheduler(int size, int threads, int minIdle, RestartIntensity intensity, Effects effects) {
        this.size = size;
        this.threads = threads;
        this.minIdle = minIdle;
        this.starts = new StartBudget(intensity);
        this.effects = effects;
    }

    Phase phase() {
        return phase;
    }

    @Nullable
    WorkerDeath firstFailure() {
        return starts.firstFailure();
    }

    List<Slot> slots() {
        return slots;
    }

    int pendingCount() {
        return pendingCount;
    }

    int runningCount() {
        return runningCount;
    }

    /** True when everything has ended and no worker is left. */
    boolean isTerminated() {
        return phase != Phase.OPEN && slots.isEmpty() && pendingCount == 0 && runningCount == 0;
    }

    /** The pool was opened. */
    void opened() {
        ensureWorkers();
    }

    /** A task will be submitted soon. */
    void anticipate() {
        if (phase == Phase.OPEN && slots.isEmpty()) {
            startUpTo(1);
        }
    }

    /** Tasks were submitted; the phase is OPEN. */
    void submitted(List<? extends ProcessTask<?>> tasks) {
        submitted += tasks.size();
        pendingCount += tasks.size();
        pending.addAll(tasks);
        assignAll();
    }

    /** The worker said hello. */
    void ready(Slot slot) {
        startedWorkers++;
        starts.succeeded();
        if (slot.state == State.STARTING) {
            slot.state = State.READY;
            assign(slot);
            ensureWorkers();
            retireIfUnneeded(slot);
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
            }
        }
        return task;
    }

    /** The worker answered a task; nothing happens if it never had it. */
    void answered(Slot slot, long taskId, long runNanos, Function<ProcessTask<?>, TaskEnding> ending) {
        ProcessTask<?> task = slot.inFlight.remove(taskId);
        if (task == null) {
            return;
        }
        slot.started--;
        slot.answered++;
        slot.meanNanos = slot.meanNanos == 0 ? runNanos : (slot.meanNanos * 7 + runNanos) / 8;
        endRunning(task, ending.apply(task));
    }

    /** A batch of answers was taken: the worker may get more. */
    void refill(Slot slot) {
        if (slot.state == State.LEAVING) {
            leaveIfDone(slot);
        } else {
            assign(slot);
            ensureWorkers();
            retireIfUnneeded(slot);
        }
    }

    /** The worker ran out of memory in a task: it gets no more. */
    void exhausted(Slot slot) {
        if (slot.state == State.READY) {
            slot.state = State.LEAVING;
            recallAll(slot);
            leaveIfDone(slot);
            ensureWorkers();
        }
    }

    /** The worker returned tasks that it has not started; perhaps none. */
    void returned(Slot slot, List<Long> taskIds) {
        slot.recalling = false;
        for (int i = taskIds.size() - 1; i >= 0; i--) {
            ProcessTask<?> task = slot.inFlight.removeLate(taskIds.get(i));
            if (task != null && task.stage == Stage.SENT) {
                backToPending(task);
            }
        }
        if (slot.state == State.LEAVING) {
            recallAll(slot); // a recall of some was under way when all were to come back
            leaveIfDone(slot);
        }
        assignAll();
        slots.forEach(this::retireIfUnneeded);
    }

    private void backToPending(ProcessTask<?> task) {
        task.stage = Stage.PENDING;
        runningCount--;
        pendingCount++;
        moved++;
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
        boolean wasStarting = slot.state == State.STARTING && death.cause() == WorkerDeath.Cause.FAILED_TO_START;
        boolean wasIdle = slot.inFlight.isEmpty();
        failTasks(slot, death);
        if (wasStarting) {
            startFailed(death, now);
        } else if (wasIdle && !expected) {
            starts.diedIdle(now);
        }
        assignAll();
        if (!expected && !wasStarting && starts.allowsReplacement(now)) {
            replace();
        }
        slots.forEach(this::retireIfUnneeded);
    }

    private void failTasks(Slot slot, WorkerDeath death) {
        List<ProcessTask<?>> tasks = slot.inFlight.toList();
        slot.inFlight.clear();
        for (int i = tasks.size() - 1; i >= 0; i--) {
            ProcessTask<?> task = tasks.get(i);
            if (task.stage == Stage.STARTED || (task.stage == Stage.SENT && ++task.moves > MAX_MOVES)) {
                endRunning(task, new TaskEnding.Failure(effects.deathError(task, death)));
            } else if (task.stage == Stage.SENT) {
                backToPending(task);
            }
        }
    }

    private void startFailed(WorkerDeath death, long now) {
        boolean usedUp = starts.failed(death, now);
        boolean alone = slots.stream().noneMatch(slot -> slot.state == State.READY);
        if (usedUp && alone && phase != Phase.BROKEN) {
            breakDown(starts.firstFailure() == null ? death : starts.firstFailure());
        } else {
            effects.wakeAt(starts.startAllowedAt());
        }
    }

    private void breakDown(WorkerDeath first) {
        phase = Phase.BROKEN;
        for (ProcessTask<?> task; (task = pollPending()) != null; ) {
            end(task, new TaskEnding.Failure(effects.brokenError(first)));
        }
        slots.forEach(this::dismiss);
    }

    /** A time that was asked for has come. */
    void tick(long now) {
        starts.tick(now);
        assignAll();
    }

    /** Cancels a task. Returns whether it has not ended otherwise; {@code overdue} must follow when it was running. */
    boolean cancel(ProcessTask<?> task, boolean mayInterrupt) {
        switch (task.stage) {
            case PENDING -> {
                pendingCount--;
                end(task, TaskEnding.Cancelled.INSTANCE);
                slots.forEach(this::retireIfUnneeded);
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
            if (slot.inFlight.contains(task) && slot.condemned == null) {
                slot.condemned = reason;
                slot.state = State.LEAVING;
                recallAll(slot);
                killIfAlone(slot);
                assignAll();
                ensureWorkers();
                return;
            }
        }
    }

    private void recallAll(Slot slot) {
        if (slot.unstarted() > 0 && !slot.recalling) {
            slot.recalling = true;
            effects.recall(slot, Integer.MAX_VALUE);
        }
    }

    /** Kills a condemned worker when none of its started tasks is wanted any more; the unstarted are moved then. */
    private void killIfAlone(Slot slot) {
        for (ProcessTask<?> task : slot.inFlight.toList()) {
            if (task.stage == Stage.STARTED) {
                return;
            }
        }
        effects.kill(slot, slot.condemned == null ? "it was to go" : slot.condemned);
    }

    private void leaveIfDone(Slot slot) {
        if (slot.condemned != null) {
            killIfAlone(slot);
        } else if (slot.inFlight.isEmpty()) {
            effects.retire(slot);
        }
    }

    /** No new tasks. What was accepted is done. */
    void shutdown() {
        if (phase == Phase.OPEN) {
            phase = Phase.SHUTDOWN;
            slots.forEach(this::retireIfUnneeded);
        }
    }

    /** Cancels everything that no worker has, and returns it; the running tasks are the caller's to interrupt. */
    List<ProcessTask<?>> cancelPending() {
        List<ProcessTask<?>> never = new ArrayList<>();
        for (ProcessTask<?> task; (task = pollPending()) != null; ) {
            never.add(task);
            end(task, TaskEnding.Cancelled.INSTANCE);
        }
        slots.forEach(this::retireIfUnneeded);
        return never;
    }

    /** Starts that failed since the pool was opened. */
    long failedStarts() {
        return starts.failures();
    }

    /** Interrupts everything that runs. */
    void interruptRunning() {
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

    private void retireIfUnneeded(Slot slot) {
        if (phase != Phase.OPEN && pendingCount == 0 && slot.inFlight.isEmpty()) {
            dismiss(slot);
        }
    }

    private void dismiss(Slot slot) {
        switch (slot.state) {
            case STARTING -> {
                slot.state = State.LEAVING;
                effects.kill(slot, "the pool was closed before the worker was needed");
            }
            case READY -> {
                slot.state = State.LEAVING;
                leaveIfDone(slot);
            }
            case LEAVING -> {}
        }
    }

    private void assignAll() {
        if (pendingCount > 0) {
            for (Slot slot; pendingCount > 0 && (slot = leastLoaded()) != null; ) {
                sendUnit(slot);
            }
            for (Slot slot : slots) {
                if (pendingCount == 0) {
                    break;
                }
                assign(slot);
            }
        }
        ensureWorkers();
    }

    /** The ready worker with the fewest tasks among those that can run one more; the first of them. */
    private @Nullable Slot leastLoaded() {
        Slot best = null;
        for (Slot slot : slots) {
            int load = slot.inFlight.size();
            if (slot.state == State.READY && load < threads && (best == null || load < best.inFlight.size())) {
                best = slot;
                if (load == 0) {
                    return slot;
                }
            }
        }
        return best;
    }

    private void assign(Slot slot) {
        if (slot.state != State.READY) {
            return;
        }
        int capacity = threads + ahead(slot);
        if (slot.inFlight.size() <= capacity - capacity / 2) { // many at a time: each time costs system calls
            while (pendingCount > 0 && slot.inFlight.size() < capacity) {
                sendUnit(slot);
            }
        }
        if (slot.inFlight.isEmpty()) {
            takeFromOthers();
        }
    }

    /** How many tasks beyond those that it can run the worker may have. */
    private static int ahead(Slot slot) {
        if (slot.meanNanos == 0 || slot.meanNanos >= SHORT_NANOS) {
            return 0;
        }
        return (int) Math.min(MAX_AHEAD, AHEAD_NANOS / slot.meanNanos);
    }

    private void takeFromOthers() {
        Slot richest = null;
        for (Slot slot : slots) {
            if (!slot.recalling
                    && slot.unstarted() > 0
                    && (richest == null || slot.unstarted() > richest.unstarted())) {
                richest = slot;
            }
        }
        if (richest != null && richest.inFlight.size() > threads) {
            richest.recalling = true;
            effects.recall(richest, (richest.unstarted() + 1) / 2);
        }
    }

    /** Gives the next task, or the rest of the next chunk, to the worker. */
    private void sendUnit(Slot slot) {
        ProcessTask<?> task = pollPending();
        if (task == null) {
            return;
        }
        send(slot, task);
        while (task.chunk != 0) {
            ProcessTask<?> next = peekPending();
            if (next == null || next.chunk != task.chunk) {
                return;
            }
            send(slot, pollPending());
        }
    }

    private void send(Slot slot, @Nullable ProcessTask<?> task) {
        if (task != null) {
            task.stage = Stage.SENT;
            runningCount++;
            slot.inFlight.add(task);
            effects.send(slot, task);
        }
    }

    private @Nullable ProcessTask<?> peekPending() {
        while (!pending.isEmpty() && pending.getFirst().stage == Stage.ENDED) {
            pending.removeFirst();
        }
        return pending.peekFirst();
    }

    private @Nullable ProcessTask<?> pollPending() {
        ProcessTask<?> task = peekPending();
        if (task != null) {
            pending.removeFirst();
            pendingCount--;
        }
        return task;
    }

    /** Starts workers: one for each task that no living or starting worker can run, and the idle ones asked for. */
    private void ensureWorkers() {
        if (phase == Phase.BROKEN || starts.isBackingOff()) {
            return;
        }
        int starting = 0;
        int idle = 0;
        int living = 0;
        for (Slot slot : slots) {
            if (slot.state == State.STARTING) {
                starting++;
            } else if (slot.state == State.READY && slot.inFlight.isEmpty()) {
                idle++;
            }
            living += slot.state == State.LEAVING ? 0 : 1;
        }
        int wanted = (pendingCount + threads - 1) / threads - starting;
        if (phase == Phase.OPEN) {
            wanted = Math.max(wanted, minIdle - idle - starting);
            if (threads > 1 && runningCount > living && idle == 0 && starting == 0) {
                wanted = Math.max(wanted, 1); // spread over processes before their threads are full
            }
        }
        startUpTo(Math.min(wanted, size - living));
    }

    private void replace() {
        int living = 0;
        for (Slot slot : slots) {
            living += slot.state == State.LEAVING ? 0 : 1;
        }
        if (phase == Phase.OPEN && !starts.isBackingOff() && living < size) {
            boolean someStarting = slots.stream().anyMatch(slot -> slot.state == State.STARTING);
            if (!someStarting) {
                startUpTo(1);
            }
        }
    }

    private void startUpTo(int count) {
        for (int i = 0; i < count; i++) {
            Slot slot = new Slot("worker-" + ++named);
            slots.add(slot);
            effects.start(slot);
        }
    }

    private void endRunning(ProcessTask<?> task, TaskEnding ending) {
        if (task.stage != Stage.ENDED) {
            runningCount--;
            end(task, ending);
        }
    }

    private void end(ProcessTask<?> task, TaskEnding ending) {
        task.stage = Stage.ENDED;
        task.dropPayload();
        if (ending == TaskEnding.Cancelled.INSTANCE) {
            cancelled++;
        } else if (ending.isSuccess()) {
            completed++;
        } else {
            failed++;
        }
        effects.end(task, ending);
    }
}
