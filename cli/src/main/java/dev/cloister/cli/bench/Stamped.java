package dev.cloister.cli.bench;

import dev.cloister.Worker;
import java.io.Serializable;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What one task found out, and when and where it ran. Made by the thread that ran it, in whatever process.
 *
 * @param answer what it found out; the error as a text if it failed
 * @param ok whether it did not fail
 * @param start when it began, by its process's {@link System#nanoTime}
 * @param end when it ended, by the same clock
 * @param clock how far that clock is behind the time of day
 * @param place where
 */
record Stamped(Answer answer, boolean ok, long start, long end, long clock, Place place) implements Serializable {
    /** How far {@link System#nanoTime} of this process is behind the nanoseconds since 1970. */
    static final long CLOCK = behindTimeOfDay();

    private static final Place SERIAL = new Place(false, 0, 0, 0, false);

    /**
     * Where a task ran.
     *
     * @param process whether in a process other than the one that gave it away
     * @param worker the worker's number; tells the order of processes
     * @param pid of its process
     * @param thread its thread's number in that process
     * @param virtual whether that is a virtual thread
     */
    record Place(boolean process, int worker, long pid, long thread, boolean virtual) implements Serializable {
        static Place current() {
            if (!Worker.isCurrent()) {
                return SERIAL;
            }
            Worker worker = Worker.current();
            Thread thread = Thread.currentThread();
            return new Place(worker.process(), worker.number(), worker.pid(), thread.threadId(), thread.isVirtual());
        }
    }

    /** Runs a task. Its failure is noted too, so that the others are still seen. */
    static Stamped run(Task task) throws InterruptedException {
        Place place = Place.current();
        long start = System.nanoTime();
        try {
            Answer answer = task.call();
            return new Stamped(answer, true, start, System.nanoTime(), CLOCK, place);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new Stamped(new Answer("failed: " + e), false, start, System.nanoTime(), CLOCK, place);
        }
    }

    private static long behindTimeOfDay() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    }
}
