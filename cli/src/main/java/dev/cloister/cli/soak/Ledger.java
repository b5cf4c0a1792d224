package dev.cloister.cli.soak;

import dev.cloister.WorkerException;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What became of the tasks. Safe for use by many threads. */
final class Ledger {
    private static final int SHOWN = 20;

    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong right = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();

    /** The workers that were struck, by name: process ids come round again in a long soak. */
    private final Map<String, Strike> struck = new ConcurrentHashMap<>();

    /** By the worker that died, the tasks that failed with it: one runs at a time, so one may fail. */
    private final Map<String, Long> victims = new ConcurrentHashMap<>();

    private final BitSet returned = new BitSet();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    /** The number of the next task. */
    long nextId() {
        return ids.getAndIncrement();
    }

    void struck(String worker, Strike strike) {
        struck.put(worker, strike);
    }

    boolean wasStruck(String worker) {
        return struck.containsKey(worker);
    }

    /** A task returned. */
    void value(long id, @Nullable Object value) {
        ended.incrementAndGet();
        synchronized (returned) {
            returned.set((int) id);
        }
        if (Long.valueOf(SoakTask.result(id)).equals(value)) {
            right.incrementAndGet();
        } else {
            wrong("task " + id + " gave " + value + " instead of " + SoakTask.result(id));
        }
    }

    /** A task failed. Only the one task that a struck worker ran may, and a task that ends its own process. */
    void error(long id, Throwable error, boolean strikes) {
        ended.incrementAndGet();
        if (!(error instanceof WorkerException died)) {
            wrong("task " + id + " failed with " + error);
            return;
        }
        String worker = died.death().worker();
        Long other = victims.putIfAbsent(worker, id);
        if (other != null) {
            wrong("tasks " + other + " and " + id + " both failed with the death of " + worker);
        } else if (!strikes && !struck.containsKey(worker)) {
            wrong("task " + id + " failed with the death of " + worker + ", which nobody had struck: " + error);
        } else {
            failed.incrementAndGet();
        }
    }

    void wrong(String what) {
        wrong.incrementAndGet();
        problem(what);
    }

    void problem(String what) {
        problems.add(what);
    }

    long submitted() {
        return ids.get();
    }

    long ended() {
        return ended.get();
    }

    long right() {
        return right.get();
    }

    long failed() {
        return failed.get();
    }

    long wrong() {
        return wrong.get();
    }

    /** Tasks that never ended. */
    long lost() {
        return ids.get() - ended.get();
    }

    /** The first problems, in words. */
    List<String> problems() {
        return problems.stream().limit(SHOWN).toList();
    }

    /** Reads the workers' logs: how many tasks started twice. A result without a start is wrong. */
    long countTwice(Path folder) throws IOException {
        BitSet started = new BitSet();
        long twice = 0;
        for (LongBuffer log : RecordFile.readAll(folder, StartLog.PREFIX)) {
            while (log.hasRemaining()) {
                int id = (int) log.get();
                if (started.get(id)) {
                    twice++;
                    problem("task " + id + " started twice");
                }
                started.set(id);
            }
        }
        BitSet unexplained = (BitSet) returned.clone();
        unexplained.andNot(started);
        if (!unexplained.isEmpty()) {
            wrong(unexplained.cardinality() + " tasks gave results and never started");
        }
        return twice;
    }
}
