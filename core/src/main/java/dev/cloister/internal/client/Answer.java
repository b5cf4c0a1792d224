package dev.cloister.internal.client;

import dev.cloister.CodecException;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.pool.TaskEnding;

/**
 * What became of a task, as bytes; rebuilt by who asks for it first.
 *
 * @param body that of RESULT or ERROR
 * @param isSuccess whether it is that of RESULT
 * @param loader finds the classes
 * @param origin says which worker and task, for an error
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(byte[] body, boolean isSuccess, ClassLoader loader, String origin) implements TaskEnding {
    @Override
    public TaskEnding resolve() {
        if (!isSuccess) {
            return new Failure(OutcomeCodec.decodeError(body, loader, origin));
        }
        try {
            return new Value(OutcomeCodec.decodeResult(body, loader, "worker that submitted the task"));
        } catch (CodecException e) {
            return new Failure(e);
        }
    }

    @Override
    public boolean isResolved() {
        return false;
    }
}
