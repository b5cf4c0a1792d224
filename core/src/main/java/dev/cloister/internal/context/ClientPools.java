package dev.cloister.internal.context;

import dev.cloister.Pool;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The pools of this JVM that have clients, by number, until they have terminated. Thread-safe. */
public final class ClientPools {
    /** Random, so that a client which went astray to another JVM finds nothing there. */
    private static final long FIRST =
            new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid() << 40).nextLong();

    private static final AtomicLong NEXT = new AtomicLong(FIRST);
    private static final Map<Long, Pool> POOLS = new ConcurrentHashMap<>();

    private ClientPools() {}

    /** A number for a pool. */
    public static long newId() {
        return NEXT.getAndIncrement();
    }

    /** Keeps the pool until {@link #remove}. */
    public static void add(long id, Pool pool) {
        POOLS.put(id, pool);
    }

    /** The pool has terminated. */
    public static void remove(long id) {
        POOLS.remove(id);
    }

    /** The pool with this number; null if it has terminated, or is none of this JVM. */
    public static @Nullable Pool find(long id) {
        return POOLS.get(id);
    }

    /** Whether the number is that of a pool of this JVM, now or once. */
    static boolean isFromHere(long id) {
        return id - FIRST >= 0 && id - NEXT.get() < 0;
    }

    /** Why there is no such pool. */
    public static RuntimeException missing(long id, String poolName) {
        return isFromHere(id)
                ? new RejectedExecutionException(
                        poolName + " was shut down and has terminated: its client is of no use")
                : new IllegalStateException("a client of " + poolName + " cannot reach its pool from here: this JVM ("
                        + ProcessHandle.current().pid() + ") is neither the one that opened the pool nor a worker"
                        + " process of it; use the client in tasks of the pool, or of other pools of its JVM");
    }
}
