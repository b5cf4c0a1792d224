package dev.cloister.internal.pool;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.status.Board;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A worker as the scheduler sees it. Guarded by the pool's lock. */
final class Slot {
    /**
     * STARTING -> READY (it said hello) -> LEAVING (it gets no more tasks: it was asked to exit, or is to be killed when
     * its other tasks have ended) -> gone. From each of them to gone when the process ends.
     */
    enum State {
        STARTING,
        READY,
        LEAVING
    }

    final String name;
    State state = State.STARTING;

    /** Tasks given to it and not answered, in order; also those that have ended for their caller by being cancelled. */
    final InFlight inFlight = new InFlight();

    /** How many of them have started. */
    int started;

    /** How many of them wait for tasks that they gave to this pool. */
    int waiting;

    /** How long its tasks take, smoothed; 0 while unknown. */
    long meanNanos;

    /** Whether a RECALL was sent that is not answered. */
    boolean recalling;

    /** Why it is to be killed when its innocent tasks have ended; null if it is not. */
    @Nullable
    String condemned;

    /** What its death will be put down to then. */
    WorkerDeath.Cause condemnedFor = WorkerDeath.Cause.KILLED_BY_POOL;

    /** Whether it is to return what it has not started, because it leaves. */
    boolean emptying;

    /** How many tasks it may run in its life, and how many it was given and has not returned. */
    final int quota;

    int given;

    /** Whether it is idle since {@code idleSince}; kept if idle workers go. */
    boolean resting;

    long idleSince;

    /** Whether it was asked for a sign of life at the time {@code askedAt} and has not answered. */
    boolean asked;

    long askedAt;

    /** Tasks answered. */
    long answered;

    /** What is measured of it. */
    final WorkerFigures figures = new WorkerFigures();

    /** The smallest that no other living worker has. Set when it is started. */
    int number;

    /** Whether it said hello and runs the pool's initializer; and whether that takes too long. */
    boolean initializing;

    boolean hung;

    /** Functions that it knows. */
    final Set<Integer> functions = new HashSet<>();

    /** The process; null until it was started. Written under the pool's lock. */
    @Nullable
    WorkerProcess process;

    /** Why the process is to be killed as soon as it is there; null if it is not. */
    @Nullable
    String killOnStart;

    /** Where it is shown to other programs; null while it is not, and for good once it has ended. */
    Board.@Nullable Row row;

    boolean gone;

    /** Frames were added that are not flushed. */
    boolean dirty;

    Slot(String name, int quota) {
        this.name = name;
        this.quota = quota;
    }

    int unstarted() {
        return inFlight.size() - started;
    }

    /** The process's id; -1 until it was started. */
    long pid() {
        WorkerProcess started = process;
        return started == null ? -1 : started.pid();
    }

    /** What it does, in the word that users see. */
    String activity() {
        if (state != State.READY) {
            return state.name();
        }
        return inFlight.isEmpty() ? "IDLE" : "BUSY";
    }

    @Override
    public String toString() {
        return name + "[" + state + ", " + inFlight.size() + " tasks, " + started + " started]";
    }
}
