package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;

/** What a worker answered, as bytes; rebuilt by who asks for it first. */
record EncodedEnding(Frame frame, ProcessTask<?> task, String worker, String pool) implements TaskEnding {
    @Override
    public TaskEnding resolve() {
        if (!isSuccess()) {
            String origin = "in " + worker + " of " + pool + ", " + task.describe();
            return new Failure(OutcomeCodec.decodeError(frame.body(), task.loader, origin));
        }
        try {
            return new Value(OutcomeCodec.decodeResult(frame.body(), task.loader));
        } catch (CodecException e) {
            return new Failure(e);
        }
    }

    @Override
    public boolean isPartial() {
        return isSuccess() || OutcomeCodec.isExhausted(frame.body());
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
