package dev.cloister.internal.pool;

import dev.cloister.Pool;
import dev.cloister.WorkerDeath;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.context.ClientPools;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.SubmitBody;
import dev.cloister.internal.protocol.SubmittedBody;
import dev.cloister.internal.protocol.SubtaskNews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * The tasks that the tasks of one worker process give to pools of this JVM, through their clients. Functions, arguments and
 * results pass as bytes; nothing of the user's is decoded here. Thread-safe; does not wait.
 */
final class WorkerRequests {
    /** So many tasks that a worker has submitted may be unfinished. */
    private static final int MAX_UNFINISHED = Math.max(1, Integer.getInteger("dev.cloister.maxRequests", 10_000));

    private final ProcessPool pool;
    private final Slot slot;
    private final WorkerProcess worker;
    private final Map<Long, Asked> unfinished = new ConcurrentHashMap<>();

    /** Whether the worker has ended: nobody hears of anything any more. */
    private volatile boolean gone;

    /** A task that was asked for, and the pool that has it. */
    private record Asked(ProcessPool pool, ProcessTask<?> task) {}

    /**
     * Creates one.
     *
     * @param pool the pool of the worker
     */
    WorkerRequests(ProcessPool pool, Slot slot, WorkerProcess worker) {
        this.pool = pool;
        this.slot = slot;
        this.worker = worker;
    }

    /** What the worker said, under the pool's lock. */
    void receive(Frame frame) throws IOException {
        switch (frame.type()) {
            case SUBMIT -> {
                SubmitBody body = SubmitBody.decode(frame.body());
                pool.decisions().add(() -> submit(frame.id(), body));
            }
            case SUBMIT_CANCEL -> {
                boolean mayInterrupt = new ByteSource(frame.body()).takeByte() != 0;
                pool.decisions().add(() -> cancel(frame.id(), mayInterrupt));
            }
            case SUBTASK_WAIT -> {
                ByteSource source = new ByteSource(frame.body());
                waits(frame.id(), source.takeLong(), source.takeByte() != 0);
            }
            default -> throw new IOException("not a request: " + frame);
        }
    }

    private void submit(long request, SubmitBody body) {
        try {
            ProcessPool target = target(body);
            if (unfinished.size() >= MAX_UNFINISHED) {
                throw new RejectedExecutionException(MAX_UNFINISHED + " tasks that " + worker.name() + " of "
                        + pool.name() + " has submitted are unfinished, and no more may be; wait for some of them, or"
                        + " use map (-Ddev.cloister.maxRequests)");
            }
            TaskCodec.requireSize("task", body.call().length, target.options().maxMessageBytes());
            ProcessTask<?> task = target.newEncoded(body.index(), body.call());
            unfinished.put(request, new Asked(target, task));
            if (target.accept(List.of(task))) {
                worker.send(FrameType.SUBMITTED, request, new SubmittedBody(task.taskId(), new byte[0]).encode());
                task.onEnd(ending -> ended(request, target, task, ending));
                if (gone) {
                    boolean _ = task.cancelUnlessStarted();
                }
            } else { // the reason may have to be rebuilt from bytes
                unfinished.remove(request);
                UserThreads.start("cloister-refusal", () -> refuse(request, target.rejection()));
            }
        } catch (RuntimeException e) {
            refuse(request, e);
        }
    }

    private static ProcessPool target(SubmitBody body) {
        Pool target = ClientPools.find(body.pool());
        if (target == null) {
            throw ClientPools.missing(body.pool(), body.poolName());
        }
        ProcessPool processes = target instanceof AbstractPool known ? known.processesForClients() : null;
        if (processes == null) {
            throw new IllegalStateException(
                    "the tasks of " + body.poolName() + " run in threads of the parent process: a"
                            + " worker process cannot submit to it; use a pool of processes");
        }
        return processes;
    }

    private void refuse(long request, RuntimeException why) {
        byte[] error = OutcomeCodec.encodeError(0, why, pool.options().maxMessageBytes());
        worker.send(FrameType.SUBMITTED, request, new SubmittedBody(0, error).encode());
    }

    private void cancel(long request, boolean mayInterrupt) {
        Asked asked = unfinished.get(request);
        if (asked == null || !asked.task.cancel(mayInterrupt)) { // if it could be cancelled its end says so
            tell(request, SubtaskNews.of(SubtaskNews.NOT_CANCELLED));
        }
    }

    private void waits(long request, long waiterId, boolean begins) {
        Asked asked = unfinished.get(request);
        if (!begins) {
            pool.clientWaits().end(slot, waiterId);
        } else if (asked != null && asked.pool == pool) {
            pool.clientWaits().begin(slot, waiterId, asked.task, this, request);
        }
    }

    /** The wait of the worker's task for that of the request could never end. */
    void waitsInVain(long request, long waiterId, String reason) {
        tell(request, new SubtaskNews(SubtaskNews.WAIT_IN_VAIN, waiterId, reason, new byte[0]));
    }

    private void tell(long request, SubtaskNews news) {
        worker.send(FrameType.SUBTASK_NEWS, request, news.encode());
    }

    private void ended(long request, ProcessPool target, ProcessTask<?> task, TaskEnding ending) {
        unfinished.remove(request);
        if (gone) {
            return;
        }
        if (ending instanceof InitializerFailure) { // has to be rebuilt
            UserThreads.start("cloister-outcome", () -> send(request, target, task, ending.resolve()));
        } else {
            send(request, target, task, ending);
        }
    }

    private void send(long request, ProcessPool target, ProcessTask<?> task, TaskEnding ending) {
        try {
            List<WorkerDeath> deaths = task.retriedAfter();
            if (!deaths.isEmpty()) {
                byte[] body = OutcomeCodec.encodeResult(0, new ArrayList<>(deaths), Integer.MAX_VALUE);
                tell(request, new SubtaskNews(SubtaskNews.RETRIED, 0, "", body));
            }
            switch (ending) {
                case EncodedEnding encoded
                when encoded.isSuccess() ->
                    worker.send(
                            FrameType.SUBTASK_RESULT, request, encoded.frame().body());
                case EncodedEnding encoded ->
                    tell(request, failure(encoded.origin(), encoded.frame().body()));
                case TaskEnding.Failure(Throwable error) -> {
                    byte[] body =
                            OutcomeCodec.encodeError(0, error, pool.options().maxMessageBytes());
                    tell(request, failure("in the parent of " + target.name() + ", " + task.describe(), body));
                }
                default -> tell(request, SubtaskNews.of(SubtaskNews.CANCELLED));
            }
        } catch (RuntimeException | Error e) { // no memory: the task that asked must not wait for ever
            worker.kill("it could not be told what became of a task that it had submitted: " + e);
        }
    }

    private static SubtaskNews failure(String origin, byte[] error) {
        return new SubtaskNews(SubtaskNews.FAILED, 0, origin, error);
    }

    /**
     * The worker has ended. What it asked for and nobody has begun is not wanted any more if it died; a worker that was let
     * go has ended its tasks, and what these have submitted is done. Without the lock.
     */
    void close(boolean died) {
        gone = true;
        for (Asked asked : unfinished.values()) {
            if (died) {
                boolean _ = asked.task.cancelUnlessStarted();
            }
        }
        unfinished.clear();
    }
}
