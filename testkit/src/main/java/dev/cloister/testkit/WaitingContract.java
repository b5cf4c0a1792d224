package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.TaskFutures;
import dev.cloister.TaskFutures.Waited;
import dev.cloister.faults.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for several futures. */
public abstract class WaitingContract extends AsyncContract {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofSeconds(30);

    /** For subclasses. */
    protected WaitingContract() {}

    private static TaskFuture<Long> failing(Pool pool) {
        return pool.submit(() -> {
            throw new Faults.OwnException("waited for", 1);
        });
    }

    @Test
    final void w16_waitAllReturnsDoneAndNotDoneWithoutDuplicates(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            TaskFuture<Long> open = pool.submit(() -> gate.pass(0));
            TaskFuture<Long> cancelled = pool.submit(() -> gate.pass(1));
            gate.awaitMarks(2);
            assertThat(cancelled.cancel(true)).isTrue();
            TaskFuture<Long> failed = failing(pool);
            Endings.error(failed);
            List<TaskFuture<Long>> all = List.of(open, cancelled, failed, cancelled, open);
            long begin = System.nanoTime();
            Waited<TaskFuture<Long>> early = TaskFutures.waitAll(all, SHORT);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.plusMillis(500));
            assertThat(early.done()).containsExactly(cancelled, failed);
            assertThat(early.notDone()).containsExactly(open);
            assertThat(TaskFutures.waitAll(all, Duration.ofSeconds(-1))).isEqualTo(early);
            gate.open();
            Waited<TaskFuture<Long>> late = TaskFutures.waitAll(all);
            assertThat(late.done()).containsExactly(open, cancelled, failed);
            assertThat(late.notDone()).isEmpty();
        }
    }

    @Test
    final void w16_waitAnyReturnsWithTheFirst(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open();
                Pool other = open()) {
            TaskFuture<Long> waiting = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            assertThat(TaskFutures.waitAny(List.of(waiting, waiting), SHORT).notDone())
                    .containsExactly(waiting);
            TaskFuture<Long> quick = other.submit(() -> 1L);
            Waited<TaskFuture<Long>> waited = TaskFutures.waitAny(List.of(waiting, quick), LONG);
            assertThat(waited.done()).containsExactly(quick);
            assertThat(waited.notDone()).containsExactly(waiting);
            assertThat(TaskFutures.waitAny(List.<TaskFuture<Long>>of()).done()).isEmpty();
            gate.open();
            assertThat(TaskFutures.waitAny(List.of(waiting)).done()).containsExactly(waiting);
        }
    }

    @Test
    final void w16_waitFirstErrorReturnsWithAnErrorOrAtTheEnd(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            TaskFuture<Long> waiting = pool.submit(() -> gate.pass(0));
            TaskFuture<Long> cancelled = pool.submit(() -> gate.pass(1));
            gate.awaitMarks(2);
            cancelled.cancel(true);
            TaskFuture<Long> good = pool.submit(() -> 1L);
            Endings.value(good);
            assertThat(TaskFutures.waitFirstError(List.of(waiting, cancelled, good), SHORT)
                            .done())
                    .containsExactly(cancelled, good);
            Waited<TaskFuture<Long>> waited = TaskFutures.waitFirstError(List.of(waiting, good, failing(pool)));
            assertThat(waited.notDone()).containsExactly(waiting);
            gate.open();
            assertThat(TaskFutures.waitFirstError(List.of(waiting, cancelled, good), LONG)
                            .notDone())
                    .isEmpty();
        }
    }

    @Test
    final void w17_asCompletedYieldsEachOnceFinishedOnesFirst(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            TaskFuture<Long> late = pool.submit(() -> gate.pass(0));
            gate.awaitMarks(1);
            TaskFuture<Long> first = pool.submit(() -> 1L);
            TaskFuture<Long> second = failing(pool);
            Runnable nothing = (Runnable & java.io.Serializable) () -> {};
            TaskFuture<Long> fixed = pool.submit(nothing, 4L);
            Endings.value(first);
            Endings.error(second);
            Endings.value(fixed);
            List<TaskFuture<Long>> got = new ArrayList<>();
            Iterable<TaskFuture<Long>> completed =
                    TaskFutures.asCompleted(List.of(late, first, late, second, fixed, first));
            for (TaskFuture<Long> future : completed) {
                assertThat(future.isDone()).isTrue();
                got.add(future);
                if (got.size() == 3) {
                    gate.open();
                }
            }
            assertThat(got).containsExactly(first, second, fixed, late);
            assertThat(completed).as("again").hasSize(4);
            assertThat(TaskFutures.asCompleted(List.<TaskFuture<Long>>of())).isEmpty();
        }
    }

    @Test
    final void w17_asCompletedSaysHowManyAreUnfinished(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            List<TaskFuture<Long>> futures = new ArrayList<>(occupy(pool, gate));
            int unfinished = futures.size();
            TaskFuture<Long> cancelled = pool.submit(() -> 1L);
            cancelled.cancel(false);
            futures.add(cancelled);
            Iterator<TaskFuture<Long>> completed =
                    TaskFutures.asCompleted(futures, SHORT).iterator();
            assertThat(completed.next()).isSameAs(cancelled);
            assertThat(completed.hasNext()).isTrue();
            assertThatThrownBy(completed::next)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining(unfinished + " of " + futures.size() + " futures are unfinished");
            Iterator<TaskFuture<Long>> interrupted =
                    TaskFutures.asCompleted(futures.subList(0, 1)).iterator();
            Thread.currentThread().interrupt();
            assertThatThrownBy(interrupted::next).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
            gate.open();
            assertThat(interrupted.next()).isSameAs(futures.getFirst());
            assertThatThrownBy(interrupted::next).isInstanceOf(NoSuchElementException.class);
        }
    }
}
