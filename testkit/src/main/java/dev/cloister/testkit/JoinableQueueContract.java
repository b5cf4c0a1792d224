package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.JoinableQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Queues whose items are acknowledged: contract Q04, and what Q07 says of them. */
public abstract class JoinableQueueContract extends BackendContract {
    private static final int ITEMS = 200;

    /** For subclasses. */
    protected JoinableQueueContract() {}

    /** A task that joins. */
    private static TaskFuture<Integer> joining(Pool pool, JoinableQueue<Integer> queue) {
        return pool.submit(() -> {
            queue.join();
            return 0;
        });
    }

    @Test
    final void q04_joinReturnsWhenEveryItemWasAcknowledged() throws Exception {
        try (Pool pool = open();
                JoinableQueue<Integer> queue = JoinableQueue.create(10)) {
            queue.join(); // there was none
            List<TaskFuture<Integer>> workers = new ArrayList<>();
            for (int w = 0; w < 2; w++) {
                workers.add(pool.submit(() -> {
                    int count = 0;
                    for (int item = queue.take(); item >= 0; item = queue.take()) {
                        count++;
                        queue.taskDone();
                    }
                    queue.taskDone();
                    return count;
                }));
            }
            for (int i = 0; i < ITEMS; i++) {
                queue.put(i);
            }
            queue.join();
            assertThat(queue.unfinished()).isZero();
            assertThat(workers).noneMatch(TaskFuture::isDone);
            queue.put(-1);
            queue.put(-1);
            assertThat(Endings.values(workers).stream().mapToInt(i -> i).sum()).isEqualTo(ITEMS);
            queue.join();
        }
    }

    @Test
    final void q04_joinWaitsForTheLastAcknowledgement() throws Exception {
        try (Pool pool = open();
                JoinableQueue<Integer> queue = JoinableQueue.create(10)) {
            queue.put(1);
            queue.put(2);
            FutureTask<Void> joiner = new FutureTask<>(() -> {
                queue.join();
                return null;
            });
            Thread thread = Thread.ofPlatform().start(joiner);
            Await.until("it waits", Duration.ofSeconds(10), () -> thread.getState() == Thread.State.WAITING);
            Endings.value(pool.submit(() -> {
                queue.take();
                queue.taskDone();
                return queue.take();
            }));
            assertThat(queue.join(50, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(queue.unfinished()).isEqualTo(1);
            assertThat(joiner.isDone()).isFalse();
        }
    }

    @Test
    final void q04_oneAcknowledgementTooManyThrows() throws Exception {
        try (Pool pool = open();
                JoinableQueue<Integer> queue = JoinableQueue.create(10)) {
            assertThatThrownBy(queue::taskDone)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("taskDone()");
            queue.put(1);
            assertThat(Endings.error(pool.submit(() -> {
                        queue.take();
                        queue.taskDone();
                        queue.taskDone();
                        return 0;
                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("taskDone()");
            assertThat(queue.join(0, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    final void q04_whatIsDrainedOrClearedIsToBeAcknowledged() throws Exception {
        try (JoinableQueue<Integer> queue = JoinableQueue.create(10)) {
            queue.addAll(List.of(1, 2, 3));
            assertThat(queue.drainTo(new ArrayList<>(), 2)).isEqualTo(2);
            queue.clear();
            assertThat(queue.unfinished()).isEqualTo(3);
            queue.taskDone();
            queue.taskDone();
            queue.taskDone();
            queue.join();
        }
    }

    @Test
    final void q07_aShutdownNowCountsWhatWasNotTakenAsDone() throws Exception {
        try (Pool pool = open();
                JoinableQueue<Integer> queue = JoinableQueue.create(10)) {
            queue.addAll(List.of(1, 2, 3));
            int _ = queue.take();
            FutureTask<Boolean> joiner = new FutureTask<>(() -> queue.join(40, TimeUnit.SECONDS));
            Thread thread = Thread.startVirtualThread(joiner);
            Await.until("it waits", Duration.ofSeconds(10), () -> thread.getState() == Thread.State.TIMED_WAITING);
            Endings.value(pool.submit(() -> queue.shutdownNow()));
            assertThat(queue.unfinished()).isEqualTo(1);
            assertThat(joiner.isDone()).isFalse();
            queue.taskDone();
            assertThat(joiner.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    final void q07_aShutdownNowWakesThoseThatJoin() throws Exception {
        try (Pool pool = open();
                JoinableQueue<Integer> queue = JoinableQueue.create(10)) {
            queue.put(1);
            TaskFuture<?> joiner = joining(pool, queue);
            assertThat(Await.within(Duration.ofMillis(150), joiner::isDone)).isFalse();
            queue.shutdownNow();
            Endings.value(joiner);
        }
    }

    @Test
    @SuppressWarnings("try") // closed within the block
    final void q05_joinOnAClosedQueueThrows() throws Exception {
        try (Pool pool = open();
                JoinableQueue<Integer> queue = JoinableQueue.create(10)) {
            queue.put(1);
            assertThat(Endings.value(pool.submit(() -> queue.size()))).isEqualTo(1); // it is known there
            TaskFuture<?> joiner = joining(pool, queue);
            assertThat(Await.within(Duration.ofMillis(150), joiner::isDone)).isFalse();
            queue.close();
            assertThat(Endings.error(joiner)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(queue::join).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        }
    }
}
