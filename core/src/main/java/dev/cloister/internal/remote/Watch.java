package dev.cloister.internal.remote;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Those that wait for one socket. Thread-safe. */
final class Watch {
    /** No time at which a wait ends. */
    static final long NO_DEADLINE = Long.MAX_VALUE;

    /** More than a hundred years. */
    static final long LONGEST_NANOS = Long.MAX_VALUE >> 1;

    private final Poller poller;
    private @Nullable SelectionKey key;

    /** What is to be run when the socket is ready for these operations, once each. Guarded by this. */
    private final List<Waiting> waiting = new ArrayList<>(2);

    /** Whether the socket is closed: nobody needs to wait. Guarded by this. */
    private boolean closed;

    private record Waiting(int operations, Runnable action) {}

    Watch(Poller poller) {
        this.poller = poller;
    }

    /** So long a wait may take: from 0 to {@link #LONGEST_NANOS}. */
    static long nanos(Duration timeout) {
        return Math.clamp(TimeUnit.NANOSECONDS.convert(timeout), 0, LONGEST_NANOS);
    }

    synchronized void registered(SelectionKey key) {
        this.key = key;
    }

    /** Has this run once when the socket is ready, or closed. */
    void whenReady(int operations, Runnable action) {
        synchronized (this) {
            if (!closed) {
                waiting.add(new Waiting(operations, action));
                if (ask(operations)) {
                    return;
                }
                forget(action);
            }
        }
        action.run();
    }

    /** Whether the poller could be asked: not so when the socket is closed. */
    private boolean ask(int operations) {
        SelectionKey known = Objects.requireNonNull(key);
        try {
            if ((known.interestOps() & operations) != operations) {
                known.interestOpsOr(operations);
                poller.wakeup();
            }
            return true;
        } catch (CancelledKeyException e) {
            return false;
        }
    }

    /** Forgets what was to be run. */
    synchronized void forget(Runnable action) {
        waiting.removeIf(one -> one.action().equals(action));
    }

    /** The socket is ready for these operations; called by the poller. */
    void ready(int operations) {
        List<Runnable> due = new ArrayList<>(2);
        synchronized (this) {
            SelectionKey known = Objects.requireNonNull(key);
            if (known.isValid()) {
                try {
                    known.interestOpsAnd(~operations);
                } catch (CancelledKeyException e) {
                    // closed just now
                }
            }
            take(operations, due);
        }
        due.forEach(Runnable::run);
    }

    private void take(int operations, List<Runnable> due) {
        waiting.removeIf(one -> {
            boolean isDue = (one.operations() & operations) != 0;
            if (isDue) {
                due.add(one.action());
            }
            return isDue;
        });
    }

    /** The socket was closed: its descriptor is given back, and those that wait look. */
    void closed() {
        List<Runnable> due = new ArrayList<>(2);
        synchronized (this) {
            closed = true;
            take(-1, due);
        }
        poller.closedOne();
        due.forEach(Runnable::run);
    }

    /**
     * Waits until the socket may be ready, or is closed.
     *
     * @param deadline of {@link System#nanoTime}
     * @return false if the time is up
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    boolean await(int operations, long deadline) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        Runnable action = told::countDown;
        whenReady(operations, action);
        try {
            if (deadline == NO_DEADLINE) {
                told.await();
                return true;
            }
            return told.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            forget(action);
        }
    }
}
