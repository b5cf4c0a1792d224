package dev.cloister.internal.pool;

/** The next time at which the scheduler wants to be called; asks for the earliest only. Guarded by the pool's lock. */
final class Alarm {
    /** Nobody calls so late unless the whole process stood still. */
    private static final long LATE_NANOS = 500_000_000;

    private final Effects effects;

    /** Whether a call at that time was asked for and has not come. */
    private boolean set;

    private long at;

    Alarm(Effects effects) {
        this.effects = effects;
    }

    /** Asks for a call at this time at the latest. */
    void set(long time) {
        if (!set || time - at < 0) {
            set = true;
            at = time;
            effects.wakeAt(time);
        }
    }

    /** A call has come. Returns whether it is so late that what other processes sent meanwhile must be read first. */
    boolean fired(long now) {
        boolean due = set && now - at >= 0;
        boolean late = due && now - at > LATE_NANOS;
        if (due) {
            set = false;
        }
        return late;
    }
}
