package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;

/** What a worker answered, as bytes; rebuilt by who asks for it first. */
interface EncodedEnding extends TaskEnding {
    /** A RESULT or an ERROR. */
    Frame frame();

    /** Finds the classes of the result. */
    ClassLoader loader();

    /** Where an error was thrown, in words. */
    String origin();

    @Override
    default TaskEnding resolve() {
        if (!isSuccess()) {
            return new Failure(OutcomeCodec.decodeError(frame().body(), loader(), origin()));
        }
        try {
            return new Value(OutcomeCodec.decodeResult(frame().body(), loader()));
        } catch (CodecException e) {
            return new Failure(e);
        }
    }

    @Override
    default boolean isResolved() {
        return false;
    }

    @Override
    default boolean isSuccess() {
        return frame().type() == FrameType.RESULT;
    }

    /** Of a task. */
    record OfTask(Frame frame, ProcessTask<?> task, String worker, String pool) implements EncodedEnding {
        @Override
        public ClassLoader loader() {
            return task.loader;
        }

        @Override
        public String origin() {
            return "in " + worker + " of " + pool + ", " + task.describe();
        }

        @Override
        public boolean isPartial() {
            return isSuccess() || OutcomeCodec.isExhausted(frame.body());
        }
    }

    /** Of the finalizer. */
    record OfFinalizer(Frame frame, ClassLoader loader, String worker, String pool) implements EncodedEnding {
        @Override
        public String origin() {
            return "in the finalizer of " + worker + " of " + pool;
        }
    }
}
