package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.Slot.State;
import java.util.List;

/**
 * Finds out workers that have tasks and give no sign of life: stopped by a signal, or not able to reach a safepoint. Each
 * worker with tasks is asked once per interval; any message of it is an answer. Guarded by the pool's lock.
 */
final class Heartbeat {
    /** So many intervals may pass after a question without an answer. */
    static final int SILENT_INTERVALS = 3;

    private final long interval;
    private final Effects effects;
    private final Alarm alarm;

    /** Whether a look at the workers is planned, at the time {@code next}. */
    private boolean beating;

    private long next;

    Heartbeat(long interval, Effects effects, Alarm alarm) {
        this.interval = interval;
        this.effects = effects;
        this.alarm = alarm;
    }

    /** Whether workers must be watched from now on, because one of them has got a task. */
    boolean isResting() {
        return !beating;
    }

    /** A worker has got a task. */
    void begin(long now) {
        beating = true;
        next = now + interval;
        alarm.set(next);
    }

    /** Looks at the workers if it is time. Ends those that have been silent. */
    void tick(List<Slot> slots, long now) {
        if (!beating) {
            return;
        }
        if (now - next < 0) {
            alarm.set(next);
            return;
        }
        boolean someBusy = false;
        boolean stoodStill = now - next > interval; // as this process did, answers may wait to be read
        for (Slot slot : slots) {
            if (slot.state != State.STARTING && !slot.inFlight.isEmpty()) {
                someBusy = true;
                look(slot, now, stoodStill);
            }
        }
        beating = someBusy;
        if (someBusy) {
            begin(now);
        }
    }

    private void look(Slot slot, long now, boolean stoodStill) {
        if (!slot.asked || stoodStill) {
            slot.asked = true;
            slot.askedAt = now;
        } else if (now - slot.askedAt > SILENT_INTERVALS * interval - interval / 4) {
            effects.kill(
                    slot,
                    WorkerDeath.Cause.UNRESPONSIVE,
                    "it gave no sign of life for " + (now - slot.askedAt) / 1_000_000 + " ms (heartbeat: "
                            + interval / 1_000_000 + " ms)");
        }
        effects.ping(slot);
    }
}
