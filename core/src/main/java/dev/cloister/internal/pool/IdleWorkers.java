package dev.cloister.internal.pool;

import dev.cloister.internal.pool.Slot.State;
import java.util.List;
import java.util.function.LongSupplier;

/** Lets workers go that have been idle for too long, in a pool where they are to. Guarded by the pool's lock. */
final class IdleWorkers {
    /** How long a worker may be idle; 0 for ever. */
    private final long limitNanos;

    private final int minIdle;
    private final Workforce workforce;
    private final Alarm alarm;
    private final LongSupplier clock;

    IdleWorkers(SchedulerRules rules, Workforce workforce, Alarm alarm, LongSupplier clock) {
        this.limitNanos = rules.idleNanos();
        this.minIdle = rules.minIdle();
        this.workforce = workforce;
        this.alarm = alarm;
        this.clock = clock;
    }

    /** The worker has no task. */
    void rest(Slot slot) {
        if (limitNanos > 0 && slot.state == State.READY && !slot.resting) {
            slot.resting = true;
            slot.idleSince = clock.getAsLong();
            tick(slot.idleSince);
        }
    }

    /** Time goes on. */
    void tick(long now) {
        if (limitNanos == 0) {
            return;
        }
        int spare = workforce.count(State.READY, true) - minIdle;
        for (Slot slot : List.copyOf(workforce.slots())) {
            if (spare > 0 && slot.state == State.READY && slot.inFlight.isEmpty()) {
                long until = slot.idleSince + limitNanos;
                if (now - until >= 0) {
                    workforce.dismiss(slot);
                    spare--;
                } else {
                    alarm.set(until);
                }
            }
        }
    }
}
