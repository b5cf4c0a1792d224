package dev.cloister.internal.probe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM and the system know of the calling thread: processor time, allocation, and on Linux how long it could have run but
 * had no processor, which tells a busy machine from a task that waits. Each value is -1 where it is not known.
 */
final class ThreadMeter {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final List<GarbageCollectorMXBean> COLLECTORS = ManagementFactory.getGarbageCollectorMXBeans();
    private static final ThreadLocal<ThreadMeter> CURRENT = ThreadLocal.withInitial(ThreadMeter::new);

    /** {@code processor time, time in the run queue, time slices} of the thread that opened it; null elsewhere. */
    private final @Nullable RandomAccessFile schedule;

    private final byte[] buffer = new byte[96];

    private ThreadMeter() {
        schedule = Thread.currentThread().isVirtual() ? null : open();
    }

    static ThreadMeter current() {
        return CURRENT.get();
    }

    /** The JVM's bean, also for who looks at other threads. */
    static ThreadMXBean threads() {
        return THREADS;
    }

    private static @Nullable RandomAccessFile open() {
        try {
            return new RandomAccessFile("/proc/thread-self/schedstat", "r"); // closed when the thread is gone
        } catch (IOException e) { // not on this system
            return null;
        }
    }

    long cpu() {
        try {
            return THREADS.getCurrentThreadCpuTime();
        } catch (UnsupportedOperationException e) { // not on this system, or of a virtual thread
            return -1;
        }
    }

    long allocated() {
        try {
            return Allocation.ofCurrentThread(THREADS);
        } catch (LinkageError | UnsupportedOperationException e) { // the module jdk.management is not there
            return -1;
        }
    }

    long collectionMillis() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : COLLECTORS) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return millis;
    }

    long delay() {
        RandomAccessFile file = schedule;
        if (file == null) {
            return -1;
        }
        try {
            file.seek(0);
            int length = file.read(buffer);
            return second(new String(buffer, 0, Math.max(0, length), StandardCharsets.US_ASCII));
        } catch (IOException e) { // a kernel that keeps no such figures
            return -1;
        }
    }

    /** The second number of a line. */
    static long second(String line) {
        String[] words = line.strip().split(" ", -1);
        try {
            return words.length < 2 ? -1 : Long.parseLong(words[1]);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Apart, because the module may be missing. */
    private static final class Allocation {
        static long ofCurrentThread(ThreadMXBean threads) {
            return threads instanceof com.sun.management.ThreadMXBean bean ? bean.getCurrentThreadAllocatedBytes() : -1;
        }
    }
}
