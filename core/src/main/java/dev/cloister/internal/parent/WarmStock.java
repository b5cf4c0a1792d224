package dev.cloister.internal.parent;

import dev.cloister.OutputListener;
import dev.cloister.WorkerDeath;
import dev.cloister.WorkerOptions;
import dev.cloister.internal.protocol.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Workers that said hello and wait to be taken by a pool with equal options. Thread-safe. */
public final class WarmStock {
    private static final CopyOnWriteArrayList<WarmStock> STOCKS = new CopyOnWriteArrayList<>();

    /** A worker whose start failed is not replaced at once for ever. */
    private static final int MAX_FAILURES = 5;

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int size;
    private final WorkerOptions options;
    private final WorkerLauncher launcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Said hello and not taken. Guarded by lock. */
    private final ArrayDeque<WorkerProcess> ready = new ArrayDeque<>();

    /** All that this stock started and nobody took, ready ones among them. Guarded by lock. */
    private final List<WorkerProcess> untaken = new ArrayList<>();

    /** Starts asked for whose process is not there yet; workers that live, taken ones among them. Guarded by lock. */
    private int starting;

    private int alive;
    private int failures;
    private int named;
    private boolean closed;

    public WarmStock(int size, WorkerOptions options) {
        this.size = size;
        this.options = options;
        this.launcher = new WorkerLauncher(options, size, "cloister-warm-", START_NANOS, true);
        STOCKS.add(this);
        refill();
    }

    /** Takes a ready worker with these options for the owner, a pool of {@code size} workers, or returns null. */
    static @Nullable WorkerProcess take(
            WorkerOptions options, int size, String name, OutputListener listener, WorkerLauncher.Request request) {
        for (WarmStock stock : STOCKS) {
            boolean sameHeap = !options.sharesHeap() || stock.size == size;
            if (stock.options.equals(options) && sameHeap) {
                WorkerProcess worker = stock.takeReady(name, listener, request);
                if (worker != null) {
                    return worker;
                }
            }
        }
        return null;
    }

    private @Nullable WorkerProcess takeReady(String name, OutputListener listener, WorkerLauncher.Request request) {
        WorkerProcess worker;
        lock.lock();
        try {
            worker = ready.poll();
            if (worker == null) {
                return null;
            }
            untaken.remove(worker);
            worker.adopt(name, new Taken(request), listener); // under the lock: an end is reported to one of the two
        } finally {
            lock.unlock();
        }
        request.started(worker);
        request.ready(worker);
        refill();
        return worker;
    }

    /** Starts what is missing. */
    private void refill() {
        int missing;
        int first;
        lock.lock();
        try {
            missing = closed || failures > MAX_FAILURES ? 0 : size - untaken.size() - starting;
            first = named;
            named += Math.max(0, missing);
            starting += Math.max(0, missing);
        } finally {
            lock.unlock();
        }
        for (int i = 1; i <= missing; i++) {
            launcher.launchCold("warm-" + (first + i), (worker, source, line) -> {}, new Untaken());
        }
    }

    /** Waits until the stock is full. */
    public boolean awaitReady(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (ready.size() < size && !closed && failures <= MAX_FAILURES) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return ready.size() >= size;
        } finally {
            lock.unlock();
        }
    }

    /** How many can be taken now. */
    public int ready() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what nobody took. Waits for it, briefly. */
    public void close() {
        List<WorkerProcess> left;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            STOCKS.remove(this);
            left = new ArrayList<>(untaken);
            ready.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(worker -> worker.kill("the stock of warm workers was closed"));
        releaseWhenEmpty();
        awaitReleased();
    }

    /** Workers that pools took live on; the others have been killed. */
    private void awaitReleased() {
        lock.lock();
        try {
            long left = CLOSE_NANOS;
            while ((!untaken.isEmpty() || starting > 0) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void releaseWhenEmpty() {
        lock.lock();
        try {
            releaseIfEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void releaseIfEmpty() {
        if (closed && alive == 0 && starting == 0) {
            launcher.close();
            changed.signalAll();
        }
    }

    private void ended(WorkerProcess worker, WorkerDeath death) {
        lock.lock();
        try {
            alive--;
            ready.remove(worker);
            if (untaken.remove(worker) && !closed && death.cause() == WorkerDeath.Cause.FAILED_TO_START) {
                failures++;
            }
            releaseIfEmpty();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        refill();
    }

    /** Owns a worker until a pool takes it. */
    private final class Untaken implements WorkerLauncher.Request {
        @Override
        public void started(WorkerProcess worker) {
            boolean late;
            lock.lock();
            try {
                starting--;
                alive++;
                untaken.add(worker);
                late = closed;
            } finally {
                lock.unlock();
            }
            if (late) {
                worker.kill("the stock of warm workers was closed");
            }
        }

        @Override
        public void failed(WorkerDeath death, Throwable cause) {
            lock.lock();
            try {
                starting--;
                failures++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            releaseWhenEmpty();
            refill();
        }

        @Override
        public void ready(WorkerProcess worker) {
            lock.lock();
            try {
                if (untaken.contains(worker)) {
                    ready.add(worker);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void received(WorkerProcess worker, List<Frame> frames) {
            worker.kill("it spoke before it was configured");
        }

        @Override
        public void ended(WorkerProcess worker, WorkerDeath death) {
            WarmStock.this.ended(worker, death);
        }
    }

    /** Passes everything on to the pool that took the worker, and keeps this stock's books. */
    private final class Taken implements WorkerLauncher.Request {
        private final WorkerLauncher.Request pool;

        Taken(WorkerLauncher.Request pool) {
            this.pool = pool;
        }

        @Override
        public void started(WorkerProcess worker) {
            pool.started(worker);
        }

        @Override
        public void failed(WorkerDeath death, Throwable cause) {
            pool.failed(death, cause);
        }

        @Override
        public void ready(WorkerProcess worker) {
            pool.ready(worker);
        }

        @Override
        public void received(WorkerProcess worker, List<Frame> frames) {
            pool.received(worker, frames);
        }

        @Override
        public void outgrown(WorkerProcess worker) {
            pool.outgrown(worker);
        }

        @Override
        public void ended(WorkerProcess worker, WorkerDeath death) {
            pool.ended(worker, death);
            WarmStock.this.ended(worker, death);
        }

        @Override
        public void exited(WorkerProcess worker) {
            pool.exited(worker);
        }

        @Override
        public boolean waitsForOutput() {
            return pool.waitsForOutput();
        }

        @Override
        public boolean limitsExit() {
            return pool.limitsExit();
        }

        @Override
        public int tailChars() {
            return pool.tailChars();
        }
    }
}
