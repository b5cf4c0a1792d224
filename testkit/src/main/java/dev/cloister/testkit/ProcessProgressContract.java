package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import dev.cloister.Progress;
import dev.cloister.RemoteFunction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener is told of inputs that travel in chunks to processes, which may die. */
public abstract class ProcessProgressContract extends BusyProgressContract {
    /** For subclasses. */
    protected ProcessProgressContract() {}

    @Test
    final void p18_anInputOfAChunkIsCountedWhenItHasEnded(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Told told = new Told();
        RemoteFunction<Integer, Integer> lastWaits = x -> {
            if (x == INPUTS - 1) {
                gate.pass(x);
            }
            return mostlyGood(x);
        };
        try (Pool pool = Pool.open(options())) {
            FutureTask<List<Outcome<Integer>>> map = new FutureTask<>(
                    () -> pool.mapOutcomes(lastWaits, inputs(), told.options().withChunkSize(INPUTS)));
            Thread.ofPlatform().start(map);
            told.await("all but the last", now -> now.ended() == INPUTS - 1 && now.failed() == INPUTS / BAD);
            gate.open();
            assertThat(Endings.value(map)).hasSize(INPUTS);
            told.assertLast(INPUTS, INPUTS - INPUTS / BAD, INPUTS / BAD, 0);
        }
    }

    @Test
    final void p19_aDeathInAChunkCountsOnceAndNoInputStartsTwice(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Told told = new Told();
        RemoteFunction<Integer, Long> dies = x -> {
            long pid = gate.mark(x); // throws if it was there
            if (x == INPUTS / 2) {
                Runtime.getRuntime().halt(9);
            }
            return pid;
        };
        try (Pool pool = Pool.open(options())) {
            List<Outcome<Long>> outcomes =
                    pool.mapOutcomes(dies, inputs(), told.options().withChunkSize(INPUTS));
            long failed =
                    outcomes.stream().filter(outcome -> !outcome.isSuccess()).count();
            assertThat(failed).isBetween(1L, (long) backend(1).parallelism());
            assertThat(gate.count()).isEqualTo(INPUTS);
            told.assertLast(INPUTS, INPUTS - failed, failed, 0);
        }
    }

    @Test
    final void p20_anArgumentThatCannotTravelCountsAsFailed() throws Exception {
        List<Object> inputs = List.of(1, new Object(), 2, new Object());
        RemoteFunction<Object, String> text = String::valueOf;
        try (Pool pool = open()) {
            for (int chunk : new int[] {1, 3}) {
                Told told = new Told();
                assertThat(pool.mapOutcomes(text, inputs, told.options().withChunkSize(chunk)))
                        .hasSize(4);
                told.assertLast(4, 2, 2, 0);
            }
        }
    }

    @Test
    final void p21_aResultThatCannotTravelCountsAsFailed() throws Exception {
        RemoteFunction<Integer, Object> none = x -> new Object();
        try (Pool pool = open()) {
            for (int chunk : new int[] {1, 3}) {
                Told told = new Told();
                assertThat(pool.mapOutcomes(none, inputs(), told.options().withChunkSize(chunk)))
                        .hasSize(INPUTS);
                told.assertLast(INPUTS, 0, INPUTS, 0);
                assertThat(told.all()).extracting(Progress::done).containsOnly(0L);
            }
        }
    }
}
