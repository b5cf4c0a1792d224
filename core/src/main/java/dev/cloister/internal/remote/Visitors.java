package dev.cloister.internal.remote;

import dev.cloister.internal.member.ClosedHere;
import dev.cloister.remote.AuthenticationException;
import dev.cloister.remote.ListenerStatistics;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Those that have connected to a listener and were not accepted yet. Thread-safe; nothing waits under its lock. */
final class Visitors {
    /** Of refusals that nobody has asked for, only the first are kept. */
    private static final int MAX_REFUSALS = 64;

    private final Supplier<String> owner;
    private final int maxUnauthenticated;
    private final int backlog;

    private final ReentrantLock lock = new ReentrantLock();

    /** Somebody can be accepted, or was, or all is over. */
    private final Condition changed = lock.newCondition();

    /** In the order in which they came. */
    private final Set<Line> unauthenticated = new LinkedHashSet<>();

    private final Queue<Session> waiting = new ArrayDeque<>();
    private final Queue<AuthenticationException> refusals = new ArrayDeque<>();
    private boolean closed;
    private long authenticated;
    private long refused;
    private long failed;
    private long dropped;

    Visitors(Supplier<String> owner, int maxUnauthenticated, int backlog) {
        this.owner = owner;
        this.maxUnauthenticated = maxUnauthenticated;
        this.backlog = backlog;
    }

    /** Waits until more may come; false when all is over. */
    boolean awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.size() >= backlog && !closed) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits so long, or until all is over. */
    void pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** One has connected; if there are too many the one that came first must go. False when all is over. */
    boolean enter(Line line) {
        @Nullable Line eldest = null;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (unauthenticated.size() >= maxUnauthenticated) {
                eldest = removeEldest();
            }
            unauthenticated.add(line);
        } finally {
            lock.unlock();
        }
        sendAway(eldest);
        return true;
    }

    /** The one that came first must go. */
    void dropEldest() {
        @Nullable Line eldest;
        lock.lock();
        try {
            eldest = removeEldest();
        } finally {
            lock.unlock();
        }
        sendAway(eldest);
    }

    private @Nullable Line removeEldest() {
        Iterator<Line> all = unauthenticated.iterator();
        if (!all.hasNext()) {
            return null;
        }
        Line eldest = all.next();
        all.remove();
        dropped++;
        return eldest;
    }

    private static void sendAway(@Nullable Line line) {
        if (line != null) {
            HandshakeFrames.refuse(line, Refusal.BUSY);
            line.close();
        }
    }

    /** One ended before it was known. Does nothing if it was dropped. */
    void leave(Line line) {
        lock.lock();
        try {
            if (unauthenticated.remove(line)) {
                failed++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** One was refused; whoever accepts is told unless that is null. False if it was dropped. */
    boolean refused(Line line, @Nullable AuthenticationException refusal) {
        lock.lock();
        try {
            if (!unauthenticated.remove(line)) {
                return false;
            }
            refused++;
            if (refusal != null && refusals.size() < MAX_REFUSALS) {
                refusals.add(refusal);
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** One is known and can be accepted; false if it was dropped a moment before. */
    boolean authenticated(Line line, Session session) {
        lock.lock();
        try {
            if (!unauthenticated.remove(line)) {
                return false;
            }
            authenticated++;
            waiting.add(session);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next connection; waits so long for it. Throws refusals when there is none. */
    @Nullable
    Session take(long nanos) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (true) {
                if (closed) {
                    throw new ClosedHere(owner.get() + " is closed");
                }
                Session session = waiting.poll();
                if (session != null) {
                    changed.signalAll(); // there is room for another
                    return session;
                }
                AuthenticationException refusal = refusals.poll();
                if (refusal != null) {
                    throw refusal;
                }
                if (left <= 0) {
                    return null;
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    ListenerStatistics statistics() {
        lock.lock();
        try {
            return new ListenerStatistics(
                    unauthenticated.size(), waiting.size(), authenticated, refused, failed, dropped);
        } finally {
            lock.unlock();
        }
    }

    /** All must go. False if they had before. */
    boolean close() {
        List<Line> lines;
        List<Session> sessions;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            lines = new ArrayList<>(unauthenticated);
            sessions = new ArrayList<>(waiting);
            unauthenticated.clear();
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        lines.forEach(Line::close);
        sessions.forEach(Session::close);
        return true;
    }
}
