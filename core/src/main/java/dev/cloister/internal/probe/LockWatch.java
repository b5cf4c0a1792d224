package dev.cloister.internal.probe;

import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    static final Watched UNWATCHED = new Watched(-1, -1);

    private static final long INTERVAL_NANOS = 400_000;

    private static final long LONG_NANOS = 3_000_000;

    /** Who has computed for so long is past the beginning of its task, where it takes a lock if it does. */
    private static final long BEGUN_NANOS = 300_000;

    private static final Map<Long, Watched> RUNNING = new ConcurrentHashMap<>();
    private static final AtomicBoolean LOOKING = new AtomicBoolean();

    private LockWatch() {}

    /** A thread that runs a task, and what was seen of it while others ran tasks, too. */
    static final class Watched {
        private final long thread;

        /** The processor time of the thread when its task began. */
        private final long cpuBefore;

        /** The same at the last look; by the thread that looks. */
        private long cpuSeen;

        private final AtomicLong looks = new AtomicLong();
        private final AtomicLong blocked = new AtomicLong();

        private Watched(long thread, long cpuBefore) {
            this.thread = thread;
            this.cpuBefore = cpuBefore;
            this.cpuSeen = cpuBefore;
        }

        /**
         * Whether the task is past its beginning and ran lately, or waits: one that has no processor may stand where it would wait for a
         * lock next.
         */
        private boolean isUnderWay(ThreadMXBean threads, ThreadInfo info) {
            if (cpuBefore < 0 || info.getThreadState() != Thread.State.RUNNABLE) {
                return true;
            }
            long cpu = threads.getThreadCpuTime(thread);
            boolean ran = cpu > cpuSeen;
            cpuSeen = cpu;
            return ran && cpu - cpuBefore > BEGUN_NANOS;
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
        Watched watched = new Watched(
                Thread.currentThread().threadId(), ThreadMeter.current().cpu());
        RUNNING.put(watched.thread, watched);
        if (LOOKING.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("cloister-lock-watch").start(new LockWatch());
        }
        return watched;
    }

    @Override
    public void run() {
        do {
            for (long last = 0; !RUNNING.isEmpty(); ) {
                long now = System.nanoTime();
                look(now - last < LONG_NANOS);
                last = now;
                LockSupport.parkNanos(INTERVAL_NANOS);
            }
            LOOKING.set(false);
        } while (!RUNNING.isEmpty() && LOOKING.compareAndSet(false, true)); // a task may have begun just before
    }

    /** Looks; it counts unless the look before was long ago, so that nobody knows who ran since. */
    private static void look(boolean counts) {
        Set<Long> ids = new HashSet<>(RUNNING.keySet());
        if (ids.size() < 2) {
            return;
        }
        ThreadMXBean threads = ThreadMeter.threads();
        List<ThreadInfo> underWay = new ArrayList<>();
        for (ThreadInfo info :
                threads.getThreadInfo(ids.stream().mapToLong(Long::longValue).toArray())) {
            Watched watched = info == null ? null : RUNNING.get(info.getThreadId());
            if (info != null && watched != null && watched.isUnderWay(threads, info)) {
                underWay.add(info);
            }
        }
        for (ThreadInfo info : underWay) {
            Watched watched = RUNNING.get(info.getThreadId());
            if (watched != null && counts && underWay.size() > 1) {
                watched.looks.incrementAndGet();
                if (ids.contains(info.getLockOwnerId())) {
                    watched.blocked.incrementAndGet();
                }
            }
        }
    }
}
