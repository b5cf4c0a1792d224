package dev.cloister;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
    private static final long SECONDS = 20;

    private final LinkedBlockingQueue<Progress> told = new LinkedBlockingQueue<>();

    private Progress next() throws InterruptedException {
        Progress next = told.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void countsByAVirtualClock() {
        AtomicLong clock = new AtomicLong(-5);
        ProgressMeter meter = new ProgressMeter(10, told::add, clock::get);
        clock.addAndGet(Duration.ofSeconds(4).toNanos());
        meter.done();
        meter.done(3);
        meter.failed();
        meter.failed(2);
        meter.cancelled();
        assertThat(meter.progress())
                .isEqualTo(new Progress(10, 4, 3, 1, 2, Duration.ofSeconds(4), Duration.ofSeconds(1), false));
        meter.expect(16);
        assertThat(meter.progress().timeLeft()).isEqualTo(Duration.ofSeconds(4));
        meter.expect(-1);
        assertThat(meter.progress().timeLeft()).isNull();
    }

    @Test
    void theLastStateStays() {
        AtomicLong clock = new AtomicLong();
        ProgressMeter meter = new ProgressMeter(5, told::add, clock::get);
        meter.done(4);
        clock.set(Duration.ofSeconds(2).toNanos());
        meter.begin();
        meter.close();
        clock.set(Duration.ofSeconds(9).toNanos());
        meter.close();
        assertThat(meter.progress()).isEqualTo(new Progress(5, 4, 0, 0, 2, Duration.ofSeconds(2), null, true));
        assertThat(told.stream().filter(Progress::over)).containsExactly(meter.progress());
    }

    @Test
    void tellsWhileItGoesOnAndOnceAtTheEnd() throws Exception {
        try (ProgressMeter meter = ProgressMeter.start(3, told::add)) {
            assertThat(next().ended()).isZero();
            meter.done();
            Progress now = next();
            while (now.done() == 0) {
                now = next();
            }
            assertThat(now.over()).isFalse();
            assertThat(now.elapsed()).isGreaterThan(Duration.ofMillis(150));
        }
        Progress last = List.copyOf(told).getLast();
        assertThat(last.over()).isTrue();
        assertThat(told.stream().filter(Progress::over)).hasSize(1);
    }

    /** The end may come between any two steps of the one who tells. */
    @Test
    void theEndIsToldOnceWheneverItComes() throws Exception {
        for (int i = 0; i < 200; i++) {
            AtomicLong clock = new AtomicLong();
            ProgressMeter meter = new ProgressMeter(1, told::add, () -> clock.getAndAdd(ProgressMeter.PAUSE_NANOS / 2));
            meter.begin();
            meter.close();
            assertThat(told.stream().filter(Progress::over)).hasSize(1);
            told.clear();
        }
    }

    @Test
    void twoCallsAreAtLeastAPauseApart() throws Exception {
        Queue<Long> begins = new ConcurrentLinkedQueue<>();
        Queue<Long> ends = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(4);
        try (ProgressMeter _ = ProgressMeter.start(-1, now -> {
            if (!now.over()) {
                begins.add(System.nanoTime());
                enough.countDown();
                ends.add(System.nanoTime());
            }
        })) {
            assertThat(enough.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        List<Long> from = List.copyOf(ends);
        List<Long> to = List.copyOf(begins);
        for (int i = 1; i < to.size(); i++) {
            assertThat(to.get(i) - from.get(i - 1)).isGreaterThanOrEqualTo(ProgressMeter.PAUSE_NANOS);
        }
    }

    @Test
    void whatTheListenerThrowsIsReportedOnceAndItIsCalledOn() throws Exception {
        Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
        try (ProgressMeter _ = ProgressMeter.start(1, now -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> reported.add(error));
            told.add(now);
            throw new IllegalStateException("the listener's");
        })) {
            next();
            next();
        }
        assertThat(List.copyOf(told).getLast().over()).isTrue();
        assertThat(reported).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aListenerThatBlocksIsLeftBehind() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        AtomicReference<Thread> teller = new AtomicReference<>();
        ProgressMeter meter = ProgressMeter.start(1, now -> {
            teller.set(Thread.currentThread());
            blocked.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            told.add(now);
        });
        assertThat(blocked.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        meter.close();
        assertThat(told).isEmpty();
        free.countDown();
        assertThat(next().over()).isFalse();
        assertThat(next().over()).isTrue();
        teller.get().join();
    }

    @Test
    void theListenerMayCloseIt() throws Exception {
        AtomicReference<ProgressMeter> meter = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        meter.set(ProgressMeter.start(1, now -> {
            try {
                known.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            told.add(now);
            meter.get().close();
        }));
        known.countDown();
        assertThat(next().over()).isFalse();
        assertThat(next().over()).isTrue();
    }

    @Test
    void anInterruptOfTheListenersThreadChangesNothing() throws Exception {
        try (ProgressMeter _ = ProgressMeter.start(1, now -> {
            told.add(now);
            Thread.currentThread().interrupt();
        })) {
            Duration first = next().elapsed();
            assertThat(next().elapsed().minus(first)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void closingKeepsTheInterruptOfTheCaller() {
        ProgressMeter meter = ProgressMeter.start(1, told::add);
        Thread.currentThread().interrupt();
        meter.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesATotalBelowMinusOne() {
        assertThatThrownBy(() -> ProgressMeter.start(-2, told::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("total must be at least 0, or -1 if it is not known: -2");
        try (ProgressMeter meter = ProgressMeter.start(1, told::add)) {
            assertThatThrownBy(() -> meter.expect(-7)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
