package dev.cloister;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Counts what has ended of a piece of work and tells a {@link ProgressListener}: for work that is no {@code map}, and for several
 * maps that are one piece of work. Counting costs some nanoseconds and never waits. Thread-safe.
 *
 * {@snippet :
 * java.util.List<Integer> first = java.util.List.of(1, 2, 3);
 * java.util.List<Integer> second = java.util.List.of(4, 5);
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var meter = dev.cloister.ProgressMeter.start(6, dev.cloister.ProgressLine.of("squares"))) {
 *     var options = dev.cloister.MapOptions.defaults().withProgress(meter);
 *     pool.map(x -> x * x, first, options);
 *     pool.map(x -> -x, second, options);
 *     meter.done(); // something else
 * }
 * }
 */
public final class ProgressMeter implements AutoCloseable {
    /** How long the listener is left alone. */
    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long the end waits for a listener that is slow. */
    static final long PATIENCE_MILLIS = 250;

    private final ProgressListener listener;
    private final LongSupplier clock;
    private final long begin;
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    /** Guarded by itself. */
    private final ProgressRate rate;

    private final CountDownLatch toldAll = new CountDownLatch(1);
    private final Thread teller;

    private volatile long total;

    /** When it was closed, counted from the begin; -1 until then. Written once, under this. */
    private volatile long took = -1;

    /** Whether the listener has thrown. For the teller. */
    private boolean complained;

    ProgressMeter(long total, ProgressListener listener, LongSupplier clock) {
        this.total = checked(total);
        this.listener = Objects.requireNonNull(listener, "listener");
        this.clock = clock;
        this.begin = clock.getAsLong();
        this.rate = new ProgressRate(begin);
        this.teller = Thread.ofPlatform().daemon().name("cloister-progress").unstarted(this::tellAll);
    }

    /**
     * Begins to count and to tell.
     *
     * @param total how many there are to count; -1 if that is not known yet
     * @throws IllegalArgumentException if {@code total} is less than -1
     */
    public static ProgressMeter start(long total, ProgressListener listener) {
        ProgressMeter meter = new ProgressMeter(total, listener, System::nanoTime);
        meter.begin();
        return meter;
    }

    /** Starts the thread; there is none where it would only show nothing. */
    void begin() {
        if (listener instanceof ProgressLine line && !line.isShown()) {
            toldAll.countDown();
        } else {
            teller.start();
        }
    }

    private static long checked(long total) {
        if (total < -1) {
            throw new IllegalArgumentException("total must be at least 0, or -1 if it is not known: " + total);
        }
        return total;
    }

    /**
     * Sets how many there are to count.
     *
     * @throws IllegalArgumentException if {@code newTotal} is less than -1
     */
    public void expect(long newTotal) {
        total = checked(newTotal);
    }

    /** One more has been done. */
    public void done() {
        done.increment();
    }

    /** So many more have been done. */
    public void done(long count) {
        done.add(count);
    }

    /** One more has failed. */
    public void failed() {
        failed.increment();
    }

    /** So many more have failed. */
    public void failed(long count) {
        failed.add(count);
    }

    /** One more was cancelled. */
    public void cancelled() {
        cancelled.increment();
    }

    /** So many more were cancelled. */
    public void cancelled(long count) {
        cancelled.add(count);
    }

    /** The state now, or the last one if it was closed. */
    public Progress progress() {
        boolean over;
        long nanos;
        synchronized (this) { // no state that is told before the last one is later than that
            over = took >= 0;
            nanos = over ? took : Math.max(0, clock.getAsLong() - begin);
        }
        long good = done.sum();
        long bad = failed.sum();
        long dropped = cancelled.sum();
        long ended = good + bad + dropped;
        long all = total;
        synchronized (rate) {
            double perSecond = over ? rate.overall(begin + nanos, ended) : rate.perSecond(begin + nanos, ended);
            Duration left = over && ended < all ? null : ProgressRate.timeLeft(all, ended, perSecond);
            return new Progress(all, good, bad, dropped, perSecond, Duration.ofNanos(nanos), left, over);
        }
    }

    /**
     * Ends it: the listener is called for the last time. Waits for that, at most 250 ms, and not at all in a call of the listener. Closing
     * it again does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (took < 0) {
                took = Math.max(0, clock.getAsLong() - begin);
            }
        }
        if (Thread.currentThread().equals(teller)) {
            return;
        }
        LockSupport.unpark(teller);
        try {
            boolean _ = toldAll.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The thread. */
    private void tellAll() {
        try {
            long last = begin;
            Progress told = null;
            while (told == null || !told.over()) {
                long left = PAUSE_NANOS - (clock.getAsLong() - last);
                if (left > 0 && took < 0) {
                    LockSupport.parkNanos(this, left);
                    boolean _ = Thread.interrupted(); // the listener's business
                } else {
                    told = progress();
                    tell(told);
                    last = clock.getAsLong();
                }
            }
        } finally {
            toldAll.countDown();
        }
    }

    private void tell(Progress now) {
        try {
            listener.progressed(now);
        } catch (Throwable t) { // the user's; the work goes on
            if (!complained) {
                complained = true;
                report(t);
            }
        }
    }

    private static void report(Throwable error) {
        Thread self = Thread.currentThread();
        try {
            self.getUncaughtExceptionHandler().uncaughtException(self, error);
        } catch (Throwable t) { // the handler is the user's too; as in a dying thread, nobody hears of this
        }
    }

    @Override
    public String toString() {
        return "ProgressMeter[" + progress() + "]";
    }
}
