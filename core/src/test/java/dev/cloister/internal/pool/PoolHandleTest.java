package dev.cloister.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Pools that nobody has closed. */
class PoolHandleTest {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Queue<String> reports = new ConcurrentLinkedQueue<>();

    private static ThreadBackedPool pool() {
        return new ThreadBackedPool(PoolOptions.of(Backend.threads(2)).withName("forgotten"));
    }

    private static boolean endsWhileCollected(ThreadBackedPool pool) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!pool.isTerminated() && System.nanoTime() - end < 0) {
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        return pool.isTerminated();
    }

    /** In a method of its own, so that no frame holds the handle when it returns. */
    private TaskFuture<Integer> submitAndForget(ThreadBackedPool pool, CountDownLatch gate) {
        return new PoolHandle(pool, reports::add).submit(() -> {
            gate.await();
            return 1;
        });
    }

    @Test
    void w20_aForgottenPoolIsReportedOnceAndEndsAfterItsTasks() throws Exception {
        ThreadBackedPool pool = pool();
        CountDownLatch gate = new CountDownLatch(1);
        TaskFuture<Integer> future = submitAndForget(pool, gate);
        long end = System.nanoTime() + LIMIT_NANOS;
        while (reports.isEmpty() && System.nanoTime() - end < 0) {
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(reports).singleElement().asString().contains("forgotten").contains("not closed");
        assertThat(future.isDone()).isFalse();
        gate.countDown();
        assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(endsWhileCollected(pool)).isTrue();
        assertThat(reports).hasSize(1);
    }

    private void useAndClose(ThreadBackedPool pool) throws Exception {
        try (PoolHandle handle = new PoolHandle(pool, reports::add)) {
            assertThat(handle.submit(() -> 1).get()).isEqualTo(1);
        }
    }

    @Test
    void w20_aClosedPoolIsNotReported() throws Exception {
        useAndClose(pool());
        ThreadBackedPool forgotten = pool();
        var _ = submitAndForget(forgotten, new CountDownLatch(0));
        assertThat(endsWhileCollected(forgotten)).isTrue();
        assertThat(reports).hasSize(1); // handles are cleaned in any order, but the closed one never says anything
    }
}
