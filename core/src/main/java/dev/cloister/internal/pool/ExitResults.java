package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the finalizers of a pool's workers returned or threw. Thread-safe. */
final class ExitResults {
    private static final int MAX_KEPT = 4096;

    /** Guarded by this. */
    private final ArrayDeque<TaskEnding> endings = new ArrayDeque<>();

    synchronized void add(TaskEnding ending) {
        if (endings.size() == MAX_KEPT) {
            endings.removeFirst();
        }
        endings.addLast(ending);
    }

    /** A worker process sent a result. */
    void add(Frame frame, String worker, String pool, ClassLoader loader) {
        add(new Encoded(frame, "in the finalizer of " + worker + " of " + pool, loader));
    }

    List<Outcome<@Nullable Object>> outcomes() {
        List<TaskEnding> all;
        synchronized (this) {
            all = new ArrayList<>(endings);
        }
        List<Outcome<@Nullable Object>> outcomes = new ArrayList<>(all.size());
        for (TaskEnding ending : all) {
            outcomes.add(MapCall.outcome(outcomes.size(), ending.resolve()));
        }
        return outcomes;
    }

    /** As it came from a worker process. */
    private record Encoded(Frame frame, String origin, ClassLoader loader) implements TaskEnding {
        @Override
        public TaskEnding resolve() {
            if (frame.type() != FrameType.RESULT) {
                return new Failure(OutcomeCodec.decodeError(frame.body(), loader, origin));
            }
            try {
                return new Value(OutcomeCodec.decodeResult(frame.body(), loader));
            } catch (CodecException e) {
                return new Failure(e);
            }
        }

        @Override
        public boolean isResolved() {
            return false;
        }

        @Override
        public boolean isSuccess() {
            return frame.type() == FrameType.RESULT;
        }
    }
}
