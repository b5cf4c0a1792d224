package dev.cloister.manager;

import dev.cloister.internal.manager.Caller;
import dev.cloister.internal.manager.DepartureListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Calls of managed objects as the server would make them for a process: on threads of its own, interrupted when that is gone. */
final class FakeProcess {
    private final long client;
    private final List<Thread> threads = new ArrayList<>();

    FakeProcess(long client) {
        this.client = client;
    }

    /** Makes a call in the name of one of its threads, on the calling thread. */
    <T> T call(long thread, Callable<T> operation) throws Exception {
        FutureTask<T> task = new FutureTask<>(operation);
        new Caller(client, thread).run(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** As {@link #call}, for what is true or false. */
    boolean test(long thread, Callable<Boolean> operation) throws Exception {
        return call(thread, operation);
    }

    /** Starts a call in the name of one of its threads, on a thread of its own. */
    <T> FutureTask<T> start(long thread, Callable<T> operation) {
        FutureTask<T> task = new FutureTask<>(operation);
        threads.add(Thread.ofPlatform().daemon().start(() -> new Caller(client, thread).run(task)));
        return task;
    }

    /** The thread of what was started last. */
    Thread last() {
        return threads.getLast();
    }

    /** As the server does it: interrupts what runs, waits for its end, and tells the objects. */
    void die(DepartureListener... objects) throws InterruptedException {
        end();
        for (DepartureListener object : objects) {
            object.departed(client);
        }
    }

    /** As {@link #die}, but it has said goodbye. */
    void leave(DepartureListener... objects) throws InterruptedException {
        end();
        for (DepartureListener object : objects) {
            object.left(client);
        }
    }

    private void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
        }
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofSeconds(10))) {
                throw new AssertionError(
                        "a call of a process that is gone does not end: " + List.of(thread.getStackTrace()));
            }
        }
    }

    /** Waits for this, some seconds at most. */
    static void until(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition);
    }

    /** The result within some seconds. */
    static <T> T get(FutureTask<T> task) throws Exception {
        try {
            return task.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
