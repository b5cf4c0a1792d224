package dev.cloister.internal.client;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One map call of a client in a worker process: a task for each input, a bounded number of them unfinished. Used by one
 * thread.
 *
 * @param <R> the type of the results
 */
final class ClientMap<R extends @Nullable Object> {
    /** So many results are outstanding at most, and so many requests are sent together. */
    private static final int WINDOW = 1000;

    private static final int TOGETHER = 100;

    private final Requests requests;
    private final long pool;
    private final String poolName;
    private final byte[] function;

    /** Inputs whose outcome was not taken, in order. */
    private final ArrayDeque<Input<R>> open = new ArrayDeque<>();

    private final List<Outcome<R>> outcomes = new ArrayList<>();

    /** An input: its outcome, if its argument could not travel, or its task. */
    private record Input<R extends @Nullable Object>(
            int index,
            @Nullable Outcome<R> outcome,
            @Nullable SubTask<R> task) {
        Outcome<R> await() throws InterruptedException {
            return outcome != null ? outcome : ClientMap.outcome(index, Objects.requireNonNull(task));
        }
    }

    /** An input on its way. */
    private record Begun<R extends @Nullable Object>(
            int index,
            @Nullable Request<R> request,
            @Nullable CodecException error) {
        Input<R> accepted() {
            return request == null
                    ? new Input<>(index, new Outcome.Failure<>(index, Objects.requireNonNull(error)), null)
                    : new Input<>(index, null, request.await());
        }
    }

    ClientMap(Requests requests, long pool, String poolName, byte[] function) {
        this.requests = requests;
        this.pool = pool;
        this.poolName = poolName;
        this.function = function;
    }

    /** Runs everything; if it throws, nothing of this call goes on. */
    List<Outcome<R>> run(Iterable<?> inputs) throws InterruptedException {
        try {
            int next = 0;
            Iterator<?> source = inputs.iterator();
            while (source.hasNext()) {
                next += submitSome(source, next);
                while (open.size() > WINDOW - TOGETHER) {
                    takeFirst();
                }
            }
            while (!open.isEmpty()) {
                takeFirst();
            }
            return outcomes;
        } catch (Throwable t) { // interrupted, refused, in vain, or the source failed
            for (Input<R> input : open.reversed()) {
                SubTask<R> task = input.task;
                if (task != null) {
                    task.abandon();
                }
            }
            throw t;
        }
    }

    /** Sends the next inputs and waits until they were accepted. Returns how many there were. */
    private int submitSome(Iterator<?> source, int first) {
        List<Begun<R>> begun = new ArrayList<>();
        RuntimeException failed = null;
        try {
            while (begun.size() < TOGETHER && source.hasNext()) {
                begun.add(begin(first + begun.size(), source.next()));
            }
        } catch (RuntimeException e) { // the source's own; what was begun must be known before it can be cancelled
            failed = e;
        }
        requests.flush();
        for (Begun<R> one : begun) {
            try {
                open.add(one.accepted());
            } catch (RuntimeException e) { // refused
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
        return begun.size();
    }

    private Begun<R> begin(int index, @Nullable Object argument) {
        try {
            return new Begun<>(index, requests.begin(pool, poolName, index, function, argument), null);
        } catch (CodecException e) {
            return new Begun<>(index, null, e);
        }
    }

    private void takeFirst() throws InterruptedException {
        outcomes.add(open.getFirst().await());
        open.removeFirst();
    }

    private static <R extends @Nullable Object> Outcome<R> outcome(int index, SubTask<R> task)
            throws InterruptedException {
        try {
            return new Outcome.Success<>(index, task.get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return new Outcome.Failure<>(index, cause == null ? e : cause);
        } catch (CancellationException e) {
            return new Outcome.Failure<>(index, e);
        }
    }
}
