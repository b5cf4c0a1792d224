package dev.cloister.shared;

import dev.cloister.internal.member.AnyWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Waits for the first of several things of different kinds; {@code multiprocessing.connection.wait} of Python. They can be
 *
 * <ul>
 *   <li>a {@link Connection}: ready when a message can be received, or the other end is gone, or it is closed here;
 *   <li>a queue of this package: ready when an item can be taken, or no more will come;
 *   <li>a {@link java.util.concurrent.Future} of any kind: ready when it is done, also by a failure or cancelled;
 *   <li>a {@link Process}, {@link ProcessHandle} or {@link dev.cloister.process.JvmProcess}: ready when it has ended;
 *   <li>a {@link java.nio.channels.SelectableChannel} in non-blocking mode, such as a {@code SocketChannel}: ready when it can
 *       be read, or can accept, or is closed.
 * </ul>
 *
 * <p>Waiting takes nothing: what is ready may be taken by another thread or process before the caller comes to it, so that
 * an operation that must not wait still needs its own time limit. Safe for use by many threads, platform and virtual; but a
 * virtual thread that waits for channels keeps its carrier.
 *
 * {@snippet :
 * var pipe = dev.cloister.shared.Pipe.duplex();
 * var answer = new java.util.concurrent.CompletableFuture<String>();
 * var ready = dev.cloister.shared.Waiting.waitAny(
 *         java.util.List.of(pipe.first(), answer), java.time.Duration.ofMillis(100));
 * boolean nothing = ready.isEmpty();
 * }
 */
public final class Waiting {
    private Waiting() {}

    /**
     * Waits until at least one is ready.
     *
     * @param objects see above; none twice in the result
     * @param timeout zero or less to look only; more than 292 years count as 292 years
     * @return all that are ready, in their order; empty when the time is up. With no objects it waits the whole time
     * @throws IllegalArgumentException if one of the objects cannot be waited for: it says which and why
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    public static <T> List<T> waitAny(Collection<? extends T> objects, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return waitUntil(objects, Deadlines.after(timeout));
    }

    /**
     * Waits until at least one is ready, however long that takes.
     *
     * @return all that are ready, in their order; never empty
     * @throws IllegalArgumentException if there are none, or one cannot be waited for: it says which and why
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    public static <T> List<T> waitAny(Collection<? extends T> objects) throws InterruptedException {
        if (objects.isEmpty()) {
            throw new IllegalArgumentException("no objects and no timeout: this would wait for ever");
        }
        return waitUntil(objects, Long.MAX_VALUE);
    }

    private static <T> List<T> waitUntil(Collection<? extends T> objects, long deadline) throws InterruptedException {
        List<Awaited<T>> all = awaited(objects);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<T> ready = ready(all);
        try {
            while (ready.isEmpty() && deadline - System.nanoTime() > 0) {
                ready = once(all, deadline);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the channels cannot be waited for: " + e.getMessage(), e);
        }
        return ready;
    }

    private static <T> List<T> once(List<Awaited<T>> all, long deadline) throws InterruptedException, IOException {
        try (AnyWait wait = new AnyWait()) {
            try {
                for (Awaited<T> one : all) {
                    one.source().register(wait, deadline != Long.MAX_VALUE);
                }
                wait.lookAtChannels();
                List<T> ready = ready(all);
                if (ready.isEmpty()) {
                    boolean _ = wait.await(true, deadline);
                    ready = ready(all);
                }
                return ready;
            } finally {
                for (Awaited<T> one : all) {
                    one.source().unregister();
                }
            }
        }
    }

    private record Awaited<T>(T object, WaitSource source) {}

    private static <T> List<Awaited<T>> awaited(Collection<? extends T> objects) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Awaited<T>> all = new ArrayList<>(objects.size());
        for (T object : objects) {
            if (seen.add(Objects.requireNonNull(object, "object"))) {
                all.add(new Awaited<>(object, WaitSource.of(object)));
            }
        }
        return all;
    }

    private static <T> List<T> ready(List<Awaited<T>> all) {
        List<T> ready = new ArrayList<>();
        for (Awaited<T> one : all) {
            if (one.source().isReady()) {
                ready.add(one.object());
            }
        }
        return ready;
    }
}
