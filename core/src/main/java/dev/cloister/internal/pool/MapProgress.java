package dev.cloister.internal.pool;

import dev.cloister.MapOptions;
import dev.cloister.ProgressLine;
import dev.cloister.ProgressListener;
import dev.cloister.ProgressMeter;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts the inputs of one {@code map} that have ended. Reachable from its tasks, and must not reach its results. Thread-safe. */
final class MapProgress implements Consumer<TaskEnding> {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ProgressMeter meter;

    /** Whether the meter is this call's own. */
    private final boolean own;

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
        if (ending.isSuccess()) {
            meter.done();
        } else if (ending == TaskEnding.Cancelled.INSTANCE) {
            meter.cancelled();
        } else {
            meter.failed();
        }
    }

    /** So many inputs have ended. */
    void add(int done, int failed) {
        meter.done(done);
        meter.failed(failed);
    }

    /** So many inputs have ended without a result, all in this way. */
    void add(TaskEnding ending, int inputs) {
        if (ending == TaskEnding.Cancelled.INSTANCE) {
            meter.cancelled(inputs);
        } else {
            meter.failed(inputs);
        }
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

    /** The call is over. */
    void end() {
        if (own) {
            meter.close();
        }
    }
}
