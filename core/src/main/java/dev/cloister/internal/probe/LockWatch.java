package dev.cloister.internal.probe;

import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks, some thousand times a second, whether threads that run tasks wait for a lock that another one of them has: a monitor
 * or a lock of {@code java.util.concurrent}. That tells a lock whatever else the machine is doing. A thread of its own looks, while
 * there is something to see.
 */
final class LockWatch implements Runnable {
    /** For who is not watched. */
    static final Watched UNWATCHED = new Watched(-1);

    private static final long INTERVAL_NANOS = 400_000;
    private static final Map<Long, Watched> RUNNING = new ConcurrentHashMap<>();
    private static final AtomicBoolean LOOKING = new AtomicBoolean();

    private LockWatch() {}

    /** A thread that runs a task, and what was seen of it while others ran tasks, too. */
    static final class Watched {
        private final long thread;
        private final AtomicLong looks = new AtomicLong();
        private final AtomicLong blocked = new AtomicLong();

        private Watched(long thread) {
            this.thread = thread;
        }

        /** Its task has ended. */
        void leave() {
            RUNNING.remove(thread);
        }

        long looks() {
            return looks.get();
        }

        long blocked() {
            return blocked.get();
        }
    }

    /** The calling thread begins a task. */
    static Watched enter() {
        Watched watched = new Watched(Thread.currentThread().threadId());
        RUNNING.put(watched.thread, watched);
        if (LOOKING.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("cloister-lock-watch").start(new LockWatch());
        }
        return watched;
    }

    @Override
    public void run() {
        do {
            while (!RUNNING.isEmpty()) {
                look();
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
            LOOKING.set(false);
        } while (!RUNNING.isEmpty() && LOOKING.compareAndSet(false, true)); // a task may have begun just before
    }

    private static void look() {
        Set<Long> ids = new HashSet<>(RUNNING.keySet());
        if (ids.size() < 2) {
            return;
        }
        ThreadMXBean threads = ThreadMeter.threads();
        for (ThreadInfo info :
                threads.getThreadInfo(ids.stream().mapToLong(Long::longValue).toArray())) {
            Watched watched = info == null ? null : RUNNING.get(info.getThreadId());
            if (info != null && watched != null) {
                watched.looks.incrementAndGet();
                if (ids.contains(info.getLockOwnerId())) {
                    watched.blocked.incrementAndGet();
                }
            }
        }
    }
}
