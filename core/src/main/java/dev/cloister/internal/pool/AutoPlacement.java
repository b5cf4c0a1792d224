package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.advice.Advice;
import dev.cloister.internal.parent.Timer;
import dev.cloister.internal.probe.Gauge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one function of an automatic pool: those that wait here, and those that were handed to the pool where they are
 * best off, as far as is known; never so many that they could not be taken back. Thread-safe.
 */
final class AutoPlacement {
    /** So much work is handed out ahead, in nanoseconds of each processor. */
    private static final double AHEAD_NANOS = 50e6;

    private static final int MAX_AHEAD = 8192;
    private static final int BATCH = 256;

    /** How often it is looked whether tasks end at the speed that was assumed. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final AutomaticPool pool;
    private final AutoJudge judge;
    private final ReentrantLock lock = new ReentrantLock();

    /** Not handed out, in order. Guarded by lock, as all that follows. */
    private final ArrayDeque<AutoTask<?>> waiting = new ArrayDeque<>();

    private final LinkedHashSet<AutoTask<?>> handed = new LinkedHashSet<>();

    /** Whether a thread hands tasks out. */
    private boolean feeding;

    /** Whether a decision is being made. */
    private boolean deciding;

    private boolean ticking;

    /** Ended since the last tick. */
    private long ended;

    /** Handed out so far. */
    private long calls;

    AutoPlacement(AutomaticPool pool, AutoJudge judge) {
        this.pool = pool;
        this.judge = judge;
    }

    /** A task, and whether it is to be measured. */
    private record Leaving(AutoTask<?> task, boolean measured, long epoch) {}

    /** The function's name. */
    String name() {
        return judge.name();
    }

    /** What holds now; null while the first tasks are on trial. */
    @Nullable
    Advice advice() {
        return judge.advice();
    }

    /** Whether inputs are best run in the calling thread. */
    boolean isSerial() {
        return judge.isSerial();
    }

    /** Takes tasks and hands out what may be. */
    void add(List<? extends AutoTask<?>> tasks) {
        lock.lock();
        try {
            waiting.addAll(tasks);
        } finally {
            lock.unlock();
        }
        feed();
    }

    /** Tasks of the function took long in the calling thread. */
    void tryAgain(String why) {
        judge.tryAgain(why);
    }

    /** Hands out as many as may be. One thread at a time does; the others leave it to that one. */
    private void feed() {
        boolean mine = false;
        while (true) {
            AbstractPool target = null;
            TaskEnding failure = TaskEnding.Cancelled.INSTANCE;
            try {
                target = judge.target(); // may open a pool
            } catch (RuntimeException | Error e) {
                failure = pool.refusal(e);
            }
            List<Leaving> batch = new ArrayList<>();
            lock.lock();
            try {
                if (feeding && !mine) {
                    return;
                }
                take(batch, target);
                mine = !batch.isEmpty();
                feeding = mine;
                tickLater();
            } finally {
                lock.unlock();
            }
            if (!mine) {
                return;
            }
            if (target == null) {
                refuse(batch, failure);
            } else {
                hand(batch, target);
            }
        }
    }

    /** Takes what may be handed to the target; everything if there is none. */
    private void take(List<Leaving> batch, @Nullable AbstractPool target) {
        int room = target == null ? BATCH : Math.min(BATCH, limit(target) - handed.size());
        int every = judge.every();
        long epoch = judge.epoch();
        while (batch.size() < room && !waiting.isEmpty()) {
            AutoTask<?> task = waiting.removeFirst();
            if (task.leave()) {
                handed.add(task);
                batch.add(new Leaving(task, calls++ % every == 0, epoch));
            }
        }
    }

    /** How many may be handed out and unfinished. */
    private int limit(AbstractPool target) {
        int places = target.parallelism();
        if (!judge.isSure()) {
            return judge.isOnTrial() ? judge.trialPlaces() : (int) Math.min(Integer.MAX_VALUE, 2L * places);
        }
        double ahead = AHEAD_NANOS / judge.wall() * pool.processors();
        double more = Math.max(places, Double.isNaN(ahead) ? 0 : Math.min(ahead, MAX_AHEAD));
        return (int) Math.min(Integer.MAX_VALUE, places + more);
    }

    private void hand(List<Leaving> batch, AbstractPool target) {
        List<AutoTask<?>> tasks = new ArrayList<>(batch.size());
        List<PoolTask<?>> made = new ArrayList<>(batch.size());
        for (Leaving one : batch) {
            try {
                PoolTask<?> inner = one.task.make(target, one.measured, one.epoch);
                if (!made.isEmpty() && made.getLast().chunk != inner.chunk) {
                    enqueue(tasks, made, target);
                }
                tasks.add(one.task);
                made.add(inner);
            } catch (CodecException e) {
                cannotTravel(one.task, e);
            } catch (RuntimeException | Error e) {
                end(one.task, new TaskEnding.Failure(e));
            }
        }
        enqueue(tasks, made, target);
    }

    private void enqueue(List<AutoTask<?>> tasks, List<PoolTask<?>> made, AbstractPool target) {
        TaskEnding refused = null;
        try {
            target.enqueue(made);
        } catch (RuntimeException | Error e) { // it was shut down, or is broken
            refused = pool.refusal(e);
        }
        for (int i = 0; i < tasks.size(); i++) {
            if (refused == null) {
                tasks.get(i).handed(made.get(i));
            } else {
                end(tasks.get(i), refused);
            }
        }
        tasks.clear();
        made.clear();
    }

    private void refuse(List<Leaving> batch, TaskEnding ending) {
        for (Leaving one : batch) {
            end(one.task, ending);
        }
    }

    private void end(AutoTask<?> task, TaskEnding ending) {
        lock.lock();
        try {
            handed.remove(task);
        } finally {
            lock.unlock();
        }
        task.refused(ending);
    }

    /** The task is run in this JVM, and so are the others from now on if nothing else is known; unless that is not allowed. */
    private void cannotTravel(AutoTask<?> task, CodecException why) {
        if (!judge.cannotTravel(why)) {
            end(task, new TaskEnding.Failure(why));
            return;
        }
        AbstractPool threads = pool.threads();
        try {
            PoolTask<?> made = task.make(threads, true, judge.epoch());
            made.chunk = 0;
            enqueue(new ArrayList<>(List.of(task)), new ArrayList<>(List.of(made)), threads);
        } catch (RuntimeException | Error e) {
            end(task, new TaskEnding.Failure(e));
        }
    }

    /**
     * A task has ended where it was handed to.
     *
     * @param back whether it was taken back
     */
    void left(AutoTask<?> task, boolean back, TaskEnding ending) {
        boolean hungry;
        lock.lock();
        try {
            handed.remove(task);
            if (back) {
                waiting.addFirst(task); // the last was taken back first
            } else {
                ended++;
            }
            hungry = !back && !feeding && !waiting.isEmpty() && handed.size() <= low();
        } finally {
            lock.unlock();
        }
        if (!back && ending instanceof TaskEnding.Failure(Throwable error)) {
            judge.failed(error);
        }
        if (hungry) {
            pool.later(this::feed); // what is sent to processes is encoded, which runs the user's code
        }
    }

    private int low() {
        AbstractPool target = judge.known();
        return target == null ? 0 : limit(target) * 3 / 4;
    }

    /** A task was measured. */
    void measured(Gauge.Reading reading, long epoch) {
        AutoJudge.Verdict verdict = judge.measured(reading, epoch);
        if (verdict == AutoJudge.Verdict.DECIDE) {
            lock.lock();
            try {
                if (deciding) {
                    return;
                }
                deciding = true;
            } finally {
                lock.unlock();
            }
            pool.later(this::decide);
        }
    }

    private void decide() {
        boolean moves;
        try {
            moves = judge.decide();
        } finally {
            lock.lock();
            try {
                deciding = false;
            } finally {
                lock.unlock();
            }
        }
        if (moves) {
            takeBack();
        }
        feed();
    }

    /** Takes back what was handed out and has not started, the last first. */
    private void takeBack() {
        List<AutoTask<?>> all;
        lock.lock();
        try {
            all = new ArrayList<>(handed);
        } finally {
            lock.unlock();
        }
        all.reversed().forEach(AutoTask::takeBack);
    }

    /** Under lock. */
    private void tickLater() {
        if (!ticking && !handed.isEmpty() && judge.isSure()) {
            ticking = true;
            ended = 0;
            Timer.after(TICK_NANOS, this::tick);
        }
    }

    /** Looks whether tasks end at the speed that was assumed. */
    private void tick() {
        boolean slow;
        lock.lock();
        try {
            AbstractPool target = judge.known();
            long busy = target == null ? 0 : Math.min(target.parallelism(), handed.size());
            slow = judge.isSlow((double) TICK_NANOS * busy / Math.max(1, ended));
            ticking = false;
            tickLater();
        } finally {
            lock.unlock();
        }
        if (slow) {
            pool.later(() -> {
                takeBack();
                feed();
            });
        }
    }

    /** Ends what waits as cancelled, and returns what was given. */
    List<Runnable> cancelWaiting() {
        List<AutoTask<?>> all;
        lock.lock();
        try {
            all = new ArrayList<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        List<Runnable> given = new ArrayList<>(all.size());
        for (AutoTask<?> task : all) {
            if (task.cancelUnlessStarted()) {
                given.add(task.given());
            }
        }
        return given;
    }

    /** How many wait here. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
