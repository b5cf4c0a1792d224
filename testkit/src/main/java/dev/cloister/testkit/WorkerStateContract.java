package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.BrokenPoolException;
import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteCallable;
import dev.cloister.Worker;
import dev.cloister.WorkerLocal;
import dev.cloister.faults.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that know who they are, begin with an initializer, keep state and end with a finalizer. */
public abstract class WorkerStateContract extends BackendContract {
    private static final Duration WITHIN_SECONDS = Duration.ofSeconds(20);
    private static final int TASKS = 40;

    /** For subclasses. */
    protected WorkerStateContract() {}

    private static Set<String> workersOf(Pool pool) throws Exception {
        return new HashSet<>(
                pool.<Integer, String>map(x -> Worker.current().name(), java.util.Collections.nCopies(TASKS, 0)));
    }

    @Test
    final void w24_aTaskKnowsItsWorker() throws Exception {
        try (Pool pool = Pool.open(options().withName("known"))) {
            Worker worker = Endings.value(pool.submit(() -> Worker.current()));
            assertThat(worker.pool()).isEqualTo("known");
            assertThat(worker.name()).isNotEmpty();
            assertThat(worker.number()).isZero();
            assertThat(worker.pid())
                    .isEqualTo(Endings.value(
                            pool.submit(() -> ProcessHandle.current().pid())));
            assertThat(Endings.value(pool.submit(() -> Worker.isCurrent()))).isTrue();
        }
    }

    @Test
    final void w24_outsideOfATaskThereIsNoWorker() throws Exception {
        WorkerLocal<Integer> local = WorkerLocal.of(() -> 1);
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> local.get()))).isEqualTo(1);
            assertThat(Worker.isCurrent()).isFalse();
            assertThatThrownBy(Worker::current)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no worker");
            assertThatThrownBy(local::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no worker");
        }
    }

    @Test
    final void w02_theInitializerRunsOncePerWorkerBeforeItsFirstTask(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        PoolOptions options = options()
                .withInitializer(
                        () -> marks.leaveOnce("init-" + Worker.current().name()));
        try (Pool pool = Pool.open(options)) {
            List<Boolean> ready = pool.map(
                    x -> marks.has("init-" + Worker.current().name()), java.util.Collections.nCopies(TASKS, 0));
            assertThat(ready).containsOnly(true);
            assertThat(marks.all("init-").size()).isGreaterThanOrEqualTo(1);
            assertThat(workersOf(pool)).allMatch(name -> marks.has("init-" + name));
        }
    }

    @Test
    final void w03_aThrowingInitializerBreaksThePool() throws Exception {
        PoolOptions options = options().withInitializer(() -> {
            throw new IllegalArgumentException("no such model");
        });
        long begin = System.nanoTime();
        try (Pool pool = Pool.open(options)) {
            List<Throwable> errors = new ArrayList<>();
            errors.add(firstError(pool));
            assertBroken(errors.getFirst());
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> pool.submit(() -> 1)).satisfies(WorkerStateContract::assertBroken);
            }
            assertThatThrownBy(() -> pool.map(x -> x, List.of(1, 2))).satisfies(WorkerStateContract::assertBroken);
            assertThat(pool.isShutdown()).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(WITHIN_SECONDS);
    }

    /** The pool may be broken already when the task is submitted. */
    private static Throwable firstError(Pool pool) throws Exception {
        try {
            return Endings.error(pool.submit(() -> 1));
        } catch (BrokenPoolException e) {
            return e;
        }
    }

    private static void assertBroken(Throwable error) {
        assertThat(error)
                .isInstanceOf(BrokenPoolException.class)
                .hasMessageContaining("initializer")
                .hasMessageContaining("no such model");
        assertThat(error.getCause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such model");
    }

    @Test
    final void w24_stateIsBuiltOncePerWorkerAndClosedAtItsEnd(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        WorkerLocal<String> local = WorkerLocal.<String>of(() -> {
                    String name = Worker.current().name();
                    marks.leave("built-" + name);
                    return name;
                })
                .withClose(name -> marks.leave("closed-" + name));
        try (Pool pool = open()) {
            List<Boolean> own =
                    pool.map(x -> local.get().equals(Worker.current().name()), java.util.Collections.nCopies(TASKS, 0));
            assertThat(own).containsOnly(true);
            assertThat(marks.all("built-")).isNotEmpty();
            assertThat(marks.all("closed-")).isEmpty();
        }
        assertThat(marks.all("closed-"))
                .hasSameSizeAs(marks.all("built-"))
                .allMatch(name -> marks.has(name.replace("closed-", "built-")));
    }

    /** A state that another one uses, closed after it. */
    private record Logged(Marks marks, String name) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            marks.leave("closed-" + marks.all("closed-").size() + "-" + name);
        }
    }

    @Test
    final void w24_whatIsBuiltLastIsClosedFirst(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        WorkerLocal<Logged> inner = WorkerLocal.of(() -> new Logged(marks, "inner"));
        WorkerLocal<Logged> outer =
                WorkerLocal.of(() -> new Logged(marks, "outer of " + inner.get().name()));
        WorkerLocal<String> failing = WorkerLocal.<String>of(() -> "x").withClose(x -> {
            throw new IllegalStateException("closing fails");
        });
        try (Pool pool = open()) {
            RemoteCallable<String> build = () -> outer.get().name() + failing.get();
            assertThat(Endings.value(pool.submit(build))).isEqualTo("outer of innerx");
        }
        assertThat(marks.all("closed-")).containsExactly("closed-0-outer of inner", "closed-1-inner");
    }

    private static final WorkerLocal<Integer> SELF = WorkerLocal.of(() -> askItself());

    private static int askItself() {
        return SELF.get();
    }

    @Test
    final void w24_whatBuildingAStateThrowsIsTheTasksOwnAndTheNextTriesAgain(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        WorkerLocal<Integer> local = WorkerLocal.of(() -> {
            String first = "tried-" + Worker.current().name();
            if (!marks.has(first)) {
                marks.leave(first);
                throw new Faults.OwnException("not yet", 3);
            }
            return 5;
        });
        try (Pool pool = open()) {
            List<Outcome<Integer>> outcomes =
                    pool.mapOutcomes(x -> local.get(), java.util.Collections.nCopies(TASKS, 0), 1);
            assertThat(outcomes).anyMatch(Outcome::isSuccess);
            for (Outcome<Integer> outcome : outcomes) {
                if (outcome instanceof Outcome.Failure<Integer>(int index, Throwable error)) {
                    assertThat(error)
                            .isInstanceOf(IllegalStateException.class)
                            .hasCauseInstanceOf(Faults.OwnException.class);
                }
            }
            assertThat(outcomes.stream().filter(outcome -> !outcome.isSuccess()))
                    .hasSameSizeAs(marks.all("tried-"));
            assertThat(Endings.error(pool.submit(() -> askItself()), IllegalStateException.class))
                    .hasMessageContaining("asks for that state");
        }
    }

    @Test
    final void w24_finalizersRunOncePerWorkerAndTheirResultsAreCollected(@TempDir Path directory) throws Exception {
        Marks marks = Marks.in(directory);
        WorkerLocal<AtomicInteger> count = WorkerLocal.of(() -> new AtomicInteger());
        PoolOptions options = options().withFinalizer(() -> {
            marks.leave("end-" + Worker.current().name());
            return count.get().get();
        });
        Pool pool = Pool.open(options);
        try (pool) {
            pool.map(x -> count.get().incrementAndGet(), java.util.Collections.nCopies(TASKS, 0));
            assertThat(pool.exitResults()).isEmpty();
        }
        int sum = 0;
        for (Outcome<@Nullable Object> outcome : pool.exitResults()) {
            sum += outcome.get() instanceof Integer tasks ? tasks : 0;
        }
        assertThat(sum).isEqualTo(TASKS);
        assertThat(marks.all("end-")).hasSameSizeAs(pool.exitResults());
    }

    @Test
    final void w24_whatAFinalizerThrowsIsItsResult() throws Exception {
        Pool pool = Pool.open(options().withFinalizer(() -> {
            throw new Faults.OwnException("at the end", 9);
        }));
        try (pool) {
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1);
        }
        assertThat(pool.exitResults()).singleElement().isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.error()).isInstanceOf(Faults.OwnException.class).hasMessageContaining("at the end");
        });
    }

    @Test
    final void w24_aPoolThatRanNothingHasNoExitResults() {
        Pool pool = Pool.open(options().withFinalizer(() -> 1));
        pool.close();
        assertThat(pool.exitResults()).isEmpty();
        assertThat(pool.isTerminated()).isTrue();
    }
}
