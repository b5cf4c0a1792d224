package dev.cloister.faults;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param kind whether and how
 * @param value what it returned; null if it did not return
 * @param error its error, without the {@link ExecutionException} around it; null if it has none
 */
public record Ending(
        Kind kind, @Nullable Object value, @Nullable Throwable error) {
    /** The kinds of endings. */
    public enum Kind {
        /** It returned. */
        VALUE,
        /** It failed. */
        ERROR,
        /** It was cancelled. */
        CANCELLED,
        /** It was refused when it was submitted. */
        REFUSED,
        /** Whoever asked for its result still waits. */
        HANGS
    }

    /** Threads that ask; one that never gets an answer stays. */
    private static final Executor ASKERS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("faults-asker").factory());

    /** The ending of a task that was refused with this error. */
    public static Ending refused(Throwable error) {
        return new Ending(Kind.REFUSED, null, error);
    }

    /**
     * Asks for a result and waits at most {@code limit}. The result is rebuilt on a thread of its own, so that also one
     * that takes for ever to rebuild ends here, as {@link Kind#HANGS}.
     */
    public static Ending of(Future<?> future, Duration limit) throws InterruptedException {
        CompletableFuture<Ending> asked = new CompletableFuture<>();
        ASKERS.execute(() -> {
            try {
                asked.complete(ask(future));
            } catch (InterruptedException e) {
                asked.completeExceptionally(e);
            }
        });
        try {
            return asked.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Ending(Kind.HANGS, null, null);
        } catch (ExecutionException e) {
            return new Ending(Kind.ERROR, null, e.getCause());
        }
    }

    private static Ending ask(Future<?> future) throws InterruptedException {
        try {
            return new Ending(Kind.VALUE, future.get(), null);
        } catch (ExecutionException e) {
            return new Ending(Kind.ERROR, null, e.getCause());
        } catch (CancellationException e) {
            return new Ending(Kind.CANCELLED, null, e);
        } catch (RuntimeException | Error e) { // get may throw nothing else
            return new Ending(Kind.ERROR, null, new IllegalStateException("get() threw " + e, e));
        }
    }

    /** The type of the error, or what it is instead of an error. */
    public String name() {
        return switch (kind) {
            case VALUE -> "value";
            case HANGS -> "HANGS";
            case CANCELLED -> "cancelled";
            case ERROR, REFUSED -> error == null ? "no error" : error.getClass().getSimpleName();
        };
    }
}
