package dev.cloister.cli.soak;

import dev.cloister.AbandonedLockException;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Uses shared things, one after the other, in an order that is drawn. Notes what it is about to do and what it did, and when
 * it had to wait longer than it asked for. For one thread.
 */
final class SharedShift {
    /** What is noted; a scheduler alone can take less. */
    private static final long NOTED_MILLIS = 50;

    private static final long PATIENCE_MILLIS = 5;

    /** How long a permit is held. */
    private static final long HELD_NANOS = 20_000;

    /** How many items one shift can put. */
    private static final int ITEM_BITS = 20;

    private final String folder;
    private final SharedThings things;
    private final SplittableRandom random;
    private long nextItem;
    private long counted;

    SharedShift(String folder, long id, SharedThings things, SplittableRandom random) {
        this.folder = folder;
        this.things = things;
        this.random = random;
        this.nextItem = id << ITEM_BITS;
    }

    void run(int steps) throws IOException, InterruptedException {
        for (int i = 0; i < steps; i++) {
            long start = System.nanoTime();
            step(random.nextInt(10));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) - PATIENCE_MILLIS;
            if (millis > NOTED_MILLIS) {
                Use.WAITED.note(folder, millis);
            }
        }
    }

    private void step(int which) throws IOException, InterruptedException {
        switch (which) {
            case 0 -> put(things.queue());
            case 1 -> take(things.queue());
            case 2 -> put(things.joinable());
            case 3 -> {
                if (take(things.joinable())) {
                    things.joinable().taskDone();
                }
            }
            case 4 -> sendAndReceive();
            case 5 -> count();
            case 6 -> usePermit();
            case 7 -> useCondition();
            case 8 -> useEvent();
            default -> meet();
        }
    }

    private void put(java.util.concurrent.BlockingQueue<Long> queue) throws IOException, InterruptedException {
        long item = nextItem++;
        Use.PUTTING.note(folder, item);
        boolean put = queue.offer(item, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        (put ? Use.PUT : Use.REFUSED).note(folder, item);
    }

    private boolean take(java.util.concurrent.BlockingQueue<Long> queue) throws IOException, InterruptedException {
        @Nullable Long item = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (item != null) {
            Use.TOOK.note(folder, item);
        }
        return item != null;
    }

    /** What comes back may be another's message: each process that sends one receives one. */
    private void sendAndReceive() throws IOException, InterruptedException {
        long message = nextItem++;
        Use.SENDING.note(folder, message);
        things.echo().send(message);
        if (things.echo().receive() instanceof Long back) {
            Use.RECEIVED.note(folder, back);
        } else {
            throw new IllegalStateException("what came back was no number");
        }
    }

    private void count() throws IOException, InterruptedException {
        lock(things.lock());
        try {
            things.counter().set(things.counter().get() + 1);
        } finally {
            things.lock().unlock();
        }
        Use.COUNTED.note(folder, ++counted);
    }

    /** Who is told that the last holder died does not hold it yet. */
    @SuppressWarnings("LockNotBeforeTry") // the caller unlocks
    private static void lock(dev.cloister.shared.SharedLock lock) throws InterruptedException {
        while (true) {
            try {
                lock.lockInterruptibly();
                return;
            } catch (AbandonedLockException e) {
                Thread.onSpinWait();
            }
        }
    }

    private void usePermit() throws InterruptedException {
        if (things.semaphore().tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            LockSupport.parkNanos(HELD_NANOS);
            things.semaphore().release();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // waits for nothing in particular
    private void useCondition() throws InterruptedException {
        lock(things.gate());
        try {
            if (random.nextBoolean()) {
                things.condition().signalAll();
            } else {
                boolean _ = things.condition().await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (AbandonedLockException e) { // held all the same
            things.condition().signalAll();
        } finally {
            things.gate().unlock();
        }
    }

    private void useEvent() throws InterruptedException {
        switch (random.nextInt(3)) {
            case 0 -> things.event().set();
            case 1 -> things.event().clear();
            default -> {
                boolean _ = things.event().await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void meet() throws InterruptedException {
        try {
            int _ = things.barrier().await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | BrokenBarrierException e) {
            things.barrier().reset();
        }
    }
}
