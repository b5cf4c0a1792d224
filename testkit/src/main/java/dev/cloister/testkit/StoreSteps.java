package dev.cloister.testkit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * In a worker process with the JVM argument {@link #ARGUMENT}: counts the stores to shared memory, and ends the process
 * before one of them, as a crash there would. Its stores are counted only between {@link #haltBefore} and {@link #count},
 * and only those of the thread that called it.
 */
public final class StoreSteps implements Runnable {
    /** What a worker needs to be started with. */
    public static final String ARGUMENT = "-Ddev.cloister.beforeStore=" + StoreSteps.class.getName();

    /** The exit code of a process that was ended before a store. */
    public static final int EXIT_CODE = 77;

    private static final AtomicLong SEEN = new AtomicLong();
    private static volatile long last = Long.MAX_VALUE;
    private static volatile Thread counted = new Thread();

    /** For Cloister, which is told the name. */
    public StoreSteps() {}

    /** From now on the stores of the calling thread count, and the process ends before the n-th, from 1. */
    public static void haltBefore(long n) {
        SEEN.set(0);
        last = n;
        counted = Thread.currentThread();
    }

    /** How many stores there were; none counts any more. */
    public static long count() {
        counted = new Thread();
        return SEEN.get();
    }

    /** A store is about to happen. */
    @Override
    public void run() {
        if (Thread.currentThread() == counted && SEEN.incrementAndGet() == last) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
