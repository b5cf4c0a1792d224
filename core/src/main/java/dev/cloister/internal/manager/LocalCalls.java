package dev.cloister.internal.manager;

import dev.cloister.CallTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls from threads of the manager's own JVM. They run on the calling thread, unless they have a deadline. Thread-safe. */
final class LocalCalls {
    /** How long a call that is late has to end by itself, so that it is known what it did. */
    private static final long GRACE_MILLIS = 100;

    private final String manager;

    /** Those that run. Guarded by this. */
    private final Set<RunningCall> running = new HashSet<>();

    private boolean closed;

    LocalCalls(String manager) {
        this.manager = manager;
    }

    /** Runs a call on this thread. */
    @Nullable
    Object call(CallingThread thread, LocalObject object, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        if (thread.inTheNameOf == 0) {
            return run(object, operation, arguments);
        }
        Outcome outcome = new Outcome();
        new Caller(0, thread.inTheNameOf).run(() -> outcome.of(object, operation, arguments));
        return outcome.get();
    }

    private @Nullable Object run(LocalObject object, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        RunningCall call = new RunningCall();
        synchronized (this) {
            if (closed || !call.begin(1)) {
                throw closed();
            }
            running.add(call);
        }
        CallingThread here = CallingThread.current();
        RunningCall before = here.running;
        here.running = call;
        try {
            return operation.invoke(object.servant(), arguments);
        } catch (InterruptedException | CancellationException e) {
            throw call.isEnded() ? closed() : e;
        } finally {
            here.running = before;
            synchronized (this) {
                running.remove(call);
            }
            call.end();
        }
    }

    /** Runs a call on a thread of its own in the name of this one, and waits for it for so long. */
    @Nullable
    Object callWithin(
            long nanos, CallingThread thread, LocalObject object, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        Outcome outcome = new Outcome();
        Caller caller = new Caller(0, thread.number());
        FutureTask<Void> task =
                new FutureTask<>(() -> caller.run(() -> outcome.of(object, operation, arguments)), null);
        Thread runner = Thread.ofVirtual().name("cloister-" + manager + "-call").start(task);
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    Object _ = task.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return outcome.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    runner.interrupt();
                } catch (TimeoutException e) {
                    return late(runner, task, outcome, object, operation, nanos);
                }
            }
        } catch (InterruptedException e) {
            interrupted = false; // told
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static @Nullable Object late(
            Thread runner, FutureTask<Void> task, Outcome outcome, LocalObject object, Operation operation, long nanos)
            throws Throwable {
        runner.interrupt();
        try {
            Object _ = task.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
            return outcome.get();
        } catch (TimeoutException | InterruptedException | CancellationException e) {
            throw timeout(
                    operation.name() + " of " + object + " of manager "
                            + object.server().name(),
                    nanos);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a call throws that took too long. */
    static CallTimeoutException timeout(String call, long nanos) {
        return new CallTimeoutException(call + " did not end within " + Duration.ofNanos(nanos)
                + "; it was interrupted there, and may have been done or not");
    }

    private IllegalStateException closed() {
        return new IllegalStateException("manager " + manager + " is closed");
    }

    /** Those that wait end. */
    synchronized void close() {
        closed = true;
        running.forEach(RunningCall::interruptForEver);
    }

    /** What became of a call on another thread, or under another name. */
    private final class Outcome {
        private @Nullable Object result;
        private @Nullable Throwable thrown;

        void of(LocalObject object, Operation operation, @Nullable Object[] arguments) {
            try {
                result = run(object, operation, arguments);
            } catch (Throwable t) { // the servant's; it goes to the caller
                thrown = t;
            }
        }

        @Nullable
        Object get() throws Throwable {
            if (thrown != null) {
                throw thrown;
            }
            return result;
        }
    }
}
