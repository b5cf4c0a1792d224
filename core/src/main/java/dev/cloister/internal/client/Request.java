package dev.cloister.internal.client;

import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.protocol.SubmittedBody;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One task that this worker gives to a pool of its parent: sent, then accepted, or refused, then ended. Thread-safe.
 *
 * @param <V> the type of the result
 */
final class Request<V extends @Nullable Object> {
    private final Requests requests;
    private final long number;
    private final int index;
    private final CompletableFuture<SubmittedBody> answer = new CompletableFuture<>();

    /** Set once, when the task was accepted, before the answer is told. */
    private volatile @Nullable SubTask<V> task;

    Request(Requests requests, long number, int index) {
        this.requests = requests;
        this.number = number;
        this.index = index;
    }

    /** The parent has answered. On the thread that reads frames. */
    void answered(SubmittedBody body) {
        if (body.taskId() != 0) {
            task = new SubTask<>(requests, number, body.taskId(), index);
        }
        answer.complete(body);
    }

    /** The task, once it was accepted. */
    @Nullable
    SubTask<V> task() {
        return task;
    }

    /**
     * Waits for the answer. The request must have been written, and the calling thread must not read frames.
     *
     * @throws RuntimeException what the pool throws when it accepts no task
     */
    SubTask<V> await() {
        SubmittedBody body = answer.join(); // the parent answers, or this process ends with it
        SubTask<V> accepted = task;
        if (accepted != null) {
            return accepted;
        }
        Throwable why = OutcomeCodec.decodeError(body.error(), requests.loader(), "in the parent, for a client");
        throw why instanceof RuntimeException known ? known : new IllegalStateException(why);
    }
}
