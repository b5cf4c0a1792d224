package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.cli.faults.Family;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("process")
class AutoContenderTest {
    private static final int LIMIT_SECONDS = 60;

    private final Family family = Family.create();

    private static Race.Result race(Workload workload) throws InterruptedException {
        var clock = new BudgetClock(0.001, LIMIT_SECONDS);
        clock.beginStage(1);
        var progress = Progress.within(clock);
        List<Contender> contenders =
                List.of(new JvmContender(workload, Mode.SERIAL, "serial", null, 1), new AutoContender(workload, 50));
        return new Race(clock, progress, LIMIT_SECONDS, true).run(workload, contenders);
    }

    @AfterEach
    void leavesNothing() throws Exception {
        assertThat(family.awaitGone(5)).as(family.describe().toString()).isZero();
    }

    @Test
    void itsRowAgreesAndSaysWhatItChose() throws InterruptedException {
        var workload = new WaitWorkload(40, 20);

        Race.Result result = race(workload);

        Row row = result.rows().getLast();
        assertThat(row.note()).isNull();
        assertThat(row.mode()).isEqualTo("automatic");
        assertThat(row.kind()).isEqualTo(Mode.AUTO);
        assertThat(row.agrees()).isTrue();
        assertThat(row.advice()).isNotNull();
        assertThat(new Comparison(2).of(workload, result.rows())).containsPattern("\n  automatic: chose \\S");
        assertThat(result.timelines()).extracting(Timeline::mode).containsExactly("serial", "automatic");
        result.timelines().forEach(timeline -> LanesTest.assertSound(timeline, 40));
    }

    @Test
    void decidesOnFewTasksToo() throws InterruptedException {
        Race.Result result = race(new CpuWorkload(100_000, 1));

        assertThat(result.rows().getLast().note()).isNull();
        assertThat(result.rows().getLast().agrees()).isTrue();
        assertThat(result.rows().getLast().advice()).isNotNull();
    }
}
