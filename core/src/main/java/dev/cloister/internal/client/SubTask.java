package dev.cloister.internal.client;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.pool.PoolTask;
import dev.cloister.internal.pool.TaskEnding;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task that this worker gave to a pool of its parent. Thread-safe.
 *
 * @param <V> the type of the result
 */
final class SubTask<V extends @Nullable Object> extends PoolTask<V> {
    private final Requests requests;
    private final long number;

    /** One cancel at a time. */
    private final ReentrantLock cancelling = new ReentrantLock();

    /** Completed with false when the parent could not cancel, and with whether it was cancelled when the task has ended. */
    private volatile @Nullable CompletableFuture<Boolean> cancelAnswer;

    /** Threads that run tasks of this worker and wait for this one without a deadline, by their task. */
    private final Map<Long, Thread> waiters = new ConcurrentHashMap<>();

    /** Those of them whose wait could never end, and why. */
    private final Map<Thread, String> inVain = new ConcurrentHashMap<>();

    private volatile List<WorkerDeath> deaths = List.of();

    SubTask(Requests requests, long number, long taskId, int index) {
        super(taskId, index);
        this.requests = requests;
        this.number = number;
    }

    /** How the task ended has come. */
    void ended(TaskEnding how) {
        if (end(how)) {
            CompletableFuture<Boolean> asked = cancelAnswer;
            if (asked != null) {
                asked.complete(isCancelled());
            }
        }
    }

    /** The task was run again after these deaths. */
    void retried(List<WorkerDeath> after) {
        deaths = after;
    }

    /** The parent could not cancel it. */
    void notCancelled() {
        CompletableFuture<Boolean> asked = cancelAnswer;
        if (asked != null) {
            asked.complete(false);
        }
    }

    /** The parent found that this task of this worker waits for ever. */
    void waitsInVain(long waiter, String why) {
        Thread thread = waiters.get(waiter);
        if (thread != null) {
            inVain.put(thread, why);
            LockSupport.unpark(thread);
        }
    }

    /** In a worker process this is known once the task has ended. */
    @Override
    public List<WorkerDeath> retriedAfter() {
        return deaths;
    }

    /** Waits for the parent's answer. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        cancelling.lock();
        try {
            cancelAnswer = answer;
            if (isDone()) {
                return false;
            }
            requests.cancel(number, mayInterruptIfRunning);
            return answer.join(); // the parent answers, or this process ends with it
        } finally {
            cancelAnswer = null;
            cancelling.unlock();
        }
    }

    /** Cancels without waiting for what becomes of it. */
    void abandon() {
        if (!isDone()) {
            requests.cancel(number, true);
        }
    }

    @Override
    protected void watch() {
        requests.giveUpLead();
    }

    @Override
    protected void beginWait() {
        long waiter = requests.currentTask();
        if (waiter != 0) {
            waiters.put(waiter, Thread.currentThread());
            requests.tellWait(number, waiter, true);
        }
    }

    @Override
    protected void endWait() {
        long waiter = requests.currentTask();
        if (waiter != 0) {
            waiters.remove(waiter);
            inVain.remove(Thread.currentThread());
            if (!isDone()) { // else the parent knows
                requests.tellWait(number, waiter, false);
            }
        }
    }

    @Override
    protected @Nullable RuntimeException whyInVain() {
        String why = inVain.get(Thread.currentThread());
        return why == null ? null : new IllegalStateException(why);
    }

    /** Does nothing: another worker runs it. */
    @Override
    public void run() {}
}
