package dev.cloister.internal.pool;

import dev.cloister.MapOptions;
import dev.cloister.ProgressLine;
import dev.cloister.ProgressListener;
import dev.cloister.ProgressMeter;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts the inputs of one {@code map} that have ended. Reachable from its tasks, and must not reach its results. Thread-safe. */
final class MapProgress implements Consumer<TaskEnding> {
    private static final Cleaner CLEANER = Cleaner.create();

    /** Who ends a task counts it right after others can see its end; how long that may take on a busy machine. */
    private static final long LATEST_NANOS = 200_000_000;

    private static final long SHORT_NANOS = 20_000;

    private final ProgressMeter meter;

    /** Whether the meter is this call's own. */
    private final boolean own;

    /** How many inputs were given to the pool. For the thread that submits, then for the one that ends the call. */
    private long given;

    /** How many of them have been counted. */
    private final LongAdder counted = new LongAdder();

    private MapProgress(ProgressMeter meter, boolean own) {
        this.meter = meter;
        this.own = own;
    }

    /** The call begins. Null if nobody wants to know how it goes on. */
    static @Nullable MapProgress begin(MapOptions options, int total) {
        ProgressMeter given = options.meter();
        if (given != null) {
            return new MapProgress(given, false);
        }
        ProgressListener listener = options.progress();
        boolean heard = listener != null && !(listener instanceof ProgressLine line && !line.isShown());
        return listener != null && heard ? new MapProgress(ProgressMeter.start(total, listener), true) : null;
    }

    /** A task has ended. On the thread that ends it. */
    @Override
    public void accept(TaskEnding ending) {
        count(ending);
        counted.increment();
    }

    private void count(TaskEnding ending) {
        if (ending.isSuccess()) {
            meter.done();
        } else if (ending == TaskEnding.Cancelled.INSTANCE) {
            meter.cancelled();
        } else {
            meter.failed();
        }
    }

    /** So many more inputs have been given to the pool. */
    void given(int inputs) {
        given += inputs;
    }

    /** So many inputs have ended. */
    void add(int done, int failed) {
        meter.done(done);
        meter.failed(failed);
        counted.add(done + failed);
    }

    /** An input was run in the calling thread. */
    void ran(boolean well) {
        given++;
        add(well ? 1 : 0, well ? 0 : 1);
    }

    /** So many inputs have ended without a result, all in this way. */
    void add(TaskEnding ending, int inputs) {
        if (ending == TaskEnding.Cancelled.INSTANCE) {
            meter.cancelled(inputs);
        } else {
            meter.failed(inputs);
        }
        counted.add(inputs);
    }

    /** All inputs were taken, and they were so many. */
    void taken(int inputs) {
        if (own) {
            meter.expect(inputs);
        }
    }

    /** The call is over also when nobody holds these results any more. */
    void endWith(Object results) {
        if (own) {
            ProgressMeter ended = meter;
            var _ = CLEANER.register(
                    results, () -> Thread.ofVirtual().start(ended::close)); // which waits for the listener
        }
    }

    /** The call is over: all its tasks have ended. Waits for those who are about to count that. */
    void end() {
        long begin = System.nanoTime();
        while (counted.sum() < given && System.nanoTime() - begin < LATEST_NANOS) {
            LockSupport.parkNanos(this, SHORT_NANOS);
        }
        if (own) {
            meter.close();
        }
    }
}
