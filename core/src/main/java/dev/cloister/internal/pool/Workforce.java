package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.ProcessTask.Stage;
import dev.cloister.internal.pool.Slot.State;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which workers there are: starts them, and lets them go. Knows nothing of pending tasks. Guarded by the pool's lock. */
final class Workforce {
    private final SchedulerRules rules;
    private final Effects effects;
    private final RandomGenerator random;
    private final StartBudget starts;
    private final List<Slot> slots = new ArrayList<>();

    /** How many there may be. */
    private int size;

    private int named;

    /** How many left because they had run as many tasks as they may, or were exhausted. */
    private long recycled;

    Workforce(SchedulerRules rules, Effects effects, RandomGenerator random) {
        this.rules = rules;
        this.effects = effects;
        this.random = random;
        this.starts = new StartBudget(rules.intensity());
        this.size = rules.size();
    }

    List<Slot> slots() {
        return slots;
    }

    StartBudget starts() {
        return starts;
    }

    int size() {
        return size;
    }

    /** Those that get tasks, or will. */
    int living() {
        int living = 0;
        for (Slot slot : slots) {
            living += slot.state == State.LEAVING ? 0 : 1;
        }
        return living;
    }

    int count(State state, boolean idleOnly) {
        int count = 0;
        for (Slot slot : slots) {
            count += slot.state == state && (!idleOnly || slot.inFlight.isEmpty()) ? 1 : 0;
        }
        return count;
    }

    /**
     * Starts workers as far as there may be more: one for each {@code threads} tasks that wait, and the idle ones asked
     * for.
     *
     * @param waiting tasks that no living worker can run at once
     * @param running tasks that workers have
     * @param open whether the pool takes more tasks
     */
    void ensure(int waiting, int running, boolean open) {
        if (starts.isBackingOff()) {
            return;
        }
        int living = living();
        if (living >= size) {
            return;
        }
        int starting = count(State.STARTING, false);
        int wanted = (waiting + rules.threads() - 1) / rules.threads() - starting;
        if (open) {
            int idle = count(State.READY, true);
            wanted = Math.max(wanted, rules.minIdle() - idle - starting);
            if (rules.threads() > 1 && running > living && idle == 0 && starting == 0) {
                wanted = Math.max(wanted, 1); // spread over processes before their threads are full
            }
        }
        startUpTo(Math.min(wanted, size - living));
    }

    /** Starts one in the place of one that died, unless others are on their way. */
    void replace() {
        if (!starts.isBackingOff() && living() < size && count(State.STARTING, false) == 0) {
            startUpTo(1);
        }
    }

    void startUpTo(int count) {
        for (int i = 0; i < count; i++) {
            Slot slot = new Slot("worker-" + ++named, quota());
            slots.add(slot);
            effects.start(slot);
        }
    }

    private int quota() {
        if (rules.maxTasks() == 0) {
            return Integer.MAX_VALUE;
        }
        return Math.max(1, rules.maxTasks() - random.nextInt(rules.maxTasksJitter() + 1));
    }

    /** Changes how many there may be. Those that are too many go: idle ones first, busy ones when their tasks have ended. */
    void resize(int newSize) {
        size = newSize;
        for (State state : new State[] {State.READY, State.STARTING}) {
            for (Slot slot : List.copyOf(slots)) {
                if (slot.state == state && slot.inFlight.isEmpty() && living() > size) {
                    dismiss(slot);
                }
            }
        }
        for (Slot slot : slots.reversed()) {
            if (slot.state == State.READY && living() > size) {
                empty(slot);
            }
        }
    }

    /** It was given a task. If that was the last one that it may run, it leaves when it has ended what it has. */
    void gave(Slot slot) {
        if (++slot.given >= slot.quota) {
            slot.state = State.LEAVING;
            recycled++;
        }
    }

    /** It must not run more tasks: another is to take its place. */
    void recycle(Slot slot) {
        recycled++;
        empty(slot);
    }

    long recycled() {
        return recycled;
    }

    /** It gets no more tasks, and gives back those that it has not started. */
    void empty(Slot slot) {
        slot.state = State.LEAVING;
        slot.emptying = true;
        recallAll(slot);
        leaveIfDone(slot);
    }

    /** It has answered a recall, or a task has ended in it: it may be done. */
    void goOnLeaving(Slot slot) {
        if (slot.emptying) {
            recallAll(slot);
        }
        leaveIfDone(slot);
    }

    /** It is to be killed as soon as nobody waits for a task that it runs. */
    void condemn(Slot slot, WorkerDeath.Cause cause, String reason) {
        if (slot.condemned == null) {
            slot.condemned = reason;
            slot.condemnedFor = cause;
            slot.state = State.LEAVING;
            slot.emptying = true;
            recallAll(slot);
            killIfAlone(slot);
        }
    }

    private void recallAll(Slot slot) {
        if (slot.unstarted() > 0 && !slot.recalling) {
            slot.recalling = true;
            effects.recall(slot, Integer.MAX_VALUE);
        }
    }

    /** A task in it waits for others: it gives back what it cannot start at once, lest that is what is waited for. */
    void unload(Slot slot) {
        int behind = slot.inFlight.size() - rules.threads();
        if (behind > 0 && slot.unstarted() > 0 && !slot.recalling) {
            slot.recalling = true;
            effects.recall(slot, behind);
        }
    }

    /** Kills a condemned worker when none of its started tasks is wanted any more; the unstarted are moved then. */
    private void killIfAlone(Slot slot) {
        for (ProcessTask<?> task : slot.inFlight.toList()) {
            if (task.stage == Stage.STARTED) {
                return;
            }
        }
        String reason = slot.condemned;
        effects.kill(slot, slot.condemnedFor, reason == null ? "it was to go" : reason);
    }

    private void leaveIfDone(Slot slot) {
        if (slot.condemned != null) {
            killIfAlone(slot);
        } else if (slot.inFlight.isEmpty()) {
            effects.retire(slot);
        }
    }

    /** It is not needed any more, and leaves when it has nothing to do. */
    void dismiss(Slot slot) {
        switch (slot.state) {
            case STARTING -> {
                slot.state = State.LEAVING;
                effects.kill(
                        slot,
                        WorkerDeath.Cause.KILLED_BY_POOL,
                        "the pool was closed or made smaller before the worker was needed");
            }
            case READY -> {
                slot.state = State.LEAVING;
                leaveIfDone(slot);
            }
            case LEAVING -> {}
        }
    }

    /** The ready worker with the fewest tasks among those that can run one more; the first of them. */
    @Nullable
    Slot leastLoaded() {
        Slot best = null;
        for (Slot slot : slots) {
            int load = slot.inFlight.size();
            if (slot.state == State.READY && load < rules.threads() && (best == null || load < best.inFlight.size())) {
                best = slot;
                if (load == 0) {
                    return slot;
                }
            }
        }
        return best;
    }

    /** The worker with the most tasks that it has not started, of those that can be asked to return some. */
    @Nullable
    Slot richest() {
        Slot richest = null;
        for (Slot slot : slots) {
            if (!slot.recalling
                    && slot.unstarted() > 0
                    && slot.inFlight.size() > rules.threads()
                    && (richest == null || slot.unstarted() > richest.unstarted())) {
                richest = slot;
            }
        }
        return richest;
    }

    /** How many tasks they have that they cannot run at once. */
    int ahead() {
        int ahead = 0;
        for (Slot slot : slots) {
            ahead += Math.max(0, slot.inFlight.size() - rules.threads());
        }
        return ahead;
    }
}
