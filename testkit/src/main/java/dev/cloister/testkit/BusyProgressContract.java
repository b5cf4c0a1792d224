package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.MapOptions;
import dev.cloister.Pool;
import dev.cloister.Progress;
import dev.cloister.RemoteFunction;
import dev.cloister.ResultIterator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener is told while tasks run beside the caller, and when they are stopped. */
public abstract class BusyProgressContract extends ProgressContract {
    private static final int QUICK = 5;

    /** For subclasses. */
    protected BusyProgressContract() {}

    /** The first are quick; the others wait for the gate. */
    private static RemoteFunction<Integer, Integer> quickAtFirst(Gate gate) {
        return x -> {
            if (x >= QUICK) {
                gate.pass(x);
            }
            return x;
        };
    }

    private static void awaitQuick(Told told) throws Exception {
        told.await("the quick ones", now -> now.done() == QUICK && !now.over());
    }

    @Test
    final void p11_tellsWhileTheTasksRun(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Told told = new Told();
        try (Pool pool = open()) {
            CompletableFuture<List<Integer>> map = pool.mapAsync(quickAtFirst(gate), inputs(), told.options());
            awaitQuick(told);
            Progress now = told.all().getLast();
            assertThat(now.total()).isEqualTo(INPUTS);
            assertThat(now.perSecond()).isPositive();
            assertThat(now.timeLeft()).isPositive();
            gate.open();
            assertThat(Endings.value(map)).hasSize(INPUTS);
            told.assertLast(INPUTS, INPUTS, 0, 0);
        }
    }

    @Test
    final void p12_anUnknownTotalIsKnownWithTheLastInput(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Told told = new Told();
        try (Pool pool = open();
                ResultIterator<Integer> results = pool.imap(
                        quickAtFirst(gate), countless(), told.options().withBuffer(10))) {
            assertThat(results.next()).isZero();
            told.await("no total", now -> now.total() == -1 && now.timeLeft() == null);
            gate.open();
            results.forEachRemaining(x -> {});
            told.assertLast(INPUTS, INPUTS, 0, 0);
        }
    }

    @Test
    final void p13_theTimeOutOfTheCallEndsIt(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Duration time = Duration.ofMillis(700);
        try (Pool pool = open()) {
            assertThat(Endings.value(pool.submit(() -> 1))).isEqualTo(1); // its workers need time too
            Told told = new Told();
            assertThatThrownBy(() -> pool.map(
                            quickAtFirst(gate), inputs(), told.options().withTimeout(time)))
                    .isInstanceOf(ExecutionException.class);
            told.assertLast(INPUTS, QUICK, 0, INPUTS - QUICK);
            Told iterated = new Told();
            RemoteFunction<Integer, Integer> waits = x -> {
                gate.pass(INPUTS + x);
                return x;
            };
            try (ResultIterator<Integer> results =
                    pool.imapUnordered(waits, inputs(), iterated.options().withTimeout(time))) {
                assertThatThrownBy(results::next).isInstanceOf(CompletionException.class);
                assertThat(iterated.last().done()).isZero();
            }
        }
    }

    @Test
    final void p14_anInterruptEndsIt(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            int next = 0;
            for (int chunk : new int[] {1, 10}) {
                Told told = new Told();
                int from = next;
                RemoteFunction<Integer, Integer> waits = x -> {
                    if (x >= QUICK) {
                        gate.pass(from + x);
                    }
                    return x;
                };
                FutureTask<List<Integer>> map = new FutureTask<>(
                        () -> pool.map(waits, inputs(), told.options().withChunkSize(chunk)));
                Thread mapper = Thread.ofPlatform().start(map);
                awaitQuick(told);
                mapper.interrupt();
                assertThat(Endings.error(map)).isInstanceOf(InterruptedException.class);
                told.assertLast(INPUTS, QUICK, 0, INPUTS - QUICK);
                next += INPUTS;
            }
        }
    }

    @Test
    final void p15_cancellingAnAsynchronousMapEndsIt(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open()) {
            Told told = new Told();
            CompletableFuture<List<Integer>> map = pool.mapAsync(quickAtFirst(gate), inputs(), told.options());
            awaitQuick(told);
            assertThat(map.cancel(true)).isTrue();
            assertThatThrownBy(map::join).isInstanceOf(CancellationException.class);
            Progress last = told.awaitLast();
            assertThat(last.done()).isEqualTo(QUICK);
            assertThat(last.cancelled()).isEqualTo(INPUTS - QUICK);
        }
    }

    @Test
    final void p16_killingTheWorkersEndsIt(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        Told told = new Told();
        Pool pool = open();
        CompletableFuture<?> map = pool.mapOutcomesAsync(quickAtFirst(gate), inputs(), told.options());
        awaitQuick(told);
        pool.killWorkers();
        assertThat(Endings.value(map)).isNotNull();
        pool.close();
        Progress last = told.last();
        assertThat(last.done()).isEqualTo(QUICK);
        assertThat(last.ended()).isEqualTo(INPUTS); // a thread's task fails with its interrupt
    }

    @Test
    final void p17_aMapOfAMillionIsToldAtABoundedRate() throws Exception {
        int million = 1_000_000;
        Told told = new Told();
        Iterable<Integer> source =
                () -> Stream.iterate(0, x -> x + 1).limit(million).iterator();
        RemoteFunction<Integer, Integer> same = x -> x;
        try (Pool pool = open()) {
            MapOptions options = told.options().withChunkSize(1000);
            assertThat(pool.map(same, source, options)).hasSize(million);
        }
        told.assertLast(million, million, 0, 0);
        Progress last = told.last();
        assertThat(told.all().size()).isLessThanOrEqualTo((int) (last.elapsed().toMillis() / 100) + 1);
    }
}
