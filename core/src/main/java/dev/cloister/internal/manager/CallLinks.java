package dev.cloister.internal.manager;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's links of calls that no thread has at the moment. Thread-safe. */
final class CallLinks {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Used last first. Guarded by this, as what follows. */
    private final ArrayDeque<CallLink> idle = new ArrayDeque<>();

    private boolean closed;

    /** One that was used before; null if there is none. */
    @Nullable
    synchronized CallLink poll() {
        return idle.pollLast();
    }

    /** Keeps one for the next call, and ends one that was not used for long. */
    void giveBack(CallLink link) {
        CallLink old;
        synchronized (this) {
            if (closed) {
                old = link;
            } else {
                link.idleSince = System.nanoTime();
                idle.addLast(link);
                if (link.idleSince - idle.getFirst().idleSince < IDLE_NANOS) {
                    return;
                }
                old = idle.removeFirst();
            }
        }
        old.end();
    }

    /** Ends them all, and from now on those that are given back. */
    void close() {
        CallLink[] all;
        synchronized (this) {
            closed = true;
            all = idle.toArray(CallLink[]::new);
            idle.clear();
        }
        for (CallLink link : all) {
            link.end();
        }
    }
}
