package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final int LIMIT_SECONDS = 20;

    private final List<String> calls = new ArrayList<>();
    private final BudgetClock clock = new BudgetClock(1000, 1000);

    /** Runs in no time and gives {@code answer}. */
    private class Fake implements Contender {
        private final String mode;
        private final String answer;

        Fake(String mode, String answer) {
            this.mode = mode;
            this.answer = answer;
        }

        @Override
        public String runtime() {
            return "jvm";
        }

        @Override
        public String mode() {
            return mode;
        }

        @Override
        public @Nullable Mode kind() {
            return null;
        }

        @Override
        public boolean optional() {
            return mode.equals("optional");
        }

        @Override
        public void prepare() throws Exception {
            calls.add("prepare " + mode);
        }

        @Override
        public Run run() throws Exception {
            calls.add("run " + mode);
            return new Run(0.5, List.of(new Answer(answer)));
        }

        @Override
        public void close() {
            calls.add("close " + mode);
        }
    }

    /** A mode of this JVM, that can be recorded. */
    private class Recording extends Fake {
        private final String recorded;

        Recording(String mode, String recorded) {
            super(mode, "1");
            this.recorded = recorded;
        }

        @Override
        public Mode kind() {
            return Mode.SERIAL;
        }

        @Override
        public Optional<Recorded> record() {
            calls.add("record " + mode());
            var timeline = new Timeline("cpu", mode(), 0.5, "monotonic", List.of(), List.of());
            return Optional.of(new Recorded(List.of(new Answer(recorded)), timeline));
        }
    }

    private List<Row> race(int limitSeconds, Contender... contenders) throws InterruptedException {
        try (Progress progress = Progress.within(clock)) {
            return new Race(clock, progress, limitSeconds, false)
                    .run(new CpuWorkload(10, 1), List.of(contenders))
                    .rows();
        }
    }

    @Test
    void runsInTurnAndCompares() throws InterruptedException {
        clock.beginStage(1);

        List<Row> rows = race(LIMIT_SECONDS, new Fake("serial", "1"), new Fake("good", "1"), new Fake("bad", "2"));

        assertThat(rows).extracting(Row::agrees).containsExactly(true, true, false);
        assertThat(rows).extracting(Row::runs).containsOnly(5);
        assertThat(rows).extracting(Row::speedup).containsOnly(1.0);
        assertThat(calls.subList(6, 12))
                .containsExactly("run serial", "run good", "run bad", "run serial", "run good", "run bad");
        assertThat(calls.subList(calls.size() - 3, calls.size()))
                .containsExactly("close serial", "close good", "close bad");
    }

    @Test
    void leavesOutOptionalOnesWhenLate() throws InterruptedException {
        List<Row> rows = race(LIMIT_SECONDS, new Fake("serial", "1"), new Fake("optional", "1"));

        assertThat(rows).extracting(Row::runs).containsExactly(3, 0); // short ones are repeated all the same
        assertThat(rows.getLast().note()).isEqualTo("not run: no time left");
        assertThat(calls).doesNotContain("prepare optional");
    }

    @Test
    void recordsOneMoreRunOfThoseThatCan() throws InterruptedException {
        clock.beginStage(1);
        var progress = Progress.within(clock);
        var serial = new Recording("serial", "1");
        var wrong = new Recording("threads", "2");
        var silent = new Recording("processes", "1") {
            @Override
            public Optional<Recorded> record() {
                throw new IllegalStateException("no luck");
            }
        };

        Race.Result result = new Race(clock, progress, LIMIT_SECONDS, true)
                .run(new CpuWorkload(10, 1), List.of(serial, wrong, silent, new Fake("peer", "1")));

        assertThat(result.timelines()).extracting(Timeline::mode).containsExactly("serial", "threads");
        assertThat(result.rows()).extracting(Row::runs).containsOnly(5);
        assertThat(result.rows()).extracting(Row::agrees).containsExactly(true, false, true, true);
        assertThat(result.rows().get(2).note()).isEqualTo("java.lang.IllegalStateException: no luck");
        assertThat(calls)
                .endsWith(
                        "record serial",
                        "record threads",
                        "close processes",
                        "close serial",
                        "close threads",
                        "close processes",
                        "close peer");
    }

    @Test
    void repeatsOnlyWhatLeavesTimeToRecord() throws InterruptedException {
        var slow = new BudgetClock(2, 1000);
        slow.beginStage(1);
        var progress = Progress.within(slow);

        Race.Result result = new Race(slow, progress, LIMIT_SECONDS, true)
                .run(
                        new CpuWorkload(10, 1),
                        List.of(
                                new Recording("serial", "1"),
                                new Recording("threads", "1"),
                                new Recording("processes", "1")));

        assertThat(result.rows()).extracting(Row::runs).containsOnly(1); // 3 of half a second each are still to come
        assertThat(result.timelines()).hasSize(3);
    }

    @Test
    void troubleBecomesANote() throws InterruptedException {
        clock.beginStage(1);
        var never = new CountDownLatch(1);
        var broken = new Fake("broken", "1") {
            @Override
            public void prepare() {
                throw new IllegalStateException("no luck");
            }
        };
        var hanging = new Fake("hanging", "1") {
            @Override
            public Run run() throws Exception {
                never.await();
                return super.run();
            }
        };

        List<Row> rows = race(1, new Fake("serial", "1"), broken, hanging);

        assertThat(rows)
                .extracting(Row::note)
                .containsExactly(null, "java.lang.IllegalStateException: no luck", "no answer within 1 s");
        assertThat(rows).extracting(Row::runs).containsExactly(5, 0, 0);
    }
}
