package dev.cloister.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.testkit.NoOrphans;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs every example and reads what it prints. */
@ExtendWith(NoOrphans.class)
class ExamplesTest {
    @Test
    void cpuWorkInThreadsGivesTheSameResults() throws Exception {
        assertThat(output(() -> CpuWorkInThreads.main(new String[] {"1000000"})))
                .contains("one after the other")
                .contains("same results: true");
    }

    @Test
    void fetchingInThreadsGetsEveryPage() throws Exception {
        assertThat(output(() -> FetchingInThreads.main(new String[] {"20"})))
                .contains("ten threads: 20 pages, 310 characters")
                .contains("a virtual thread each: 20 pages, 310 characters");
    }

    @Test
    void cpuWorkInProcessesLosesOneTaskOfTen() throws Exception {
        assertThat(output(() -> CpuWorkInProcesses.main(new String[] {"8"})))
                .contains("sums: [140, 14, 1, 0]")
                .contains("task 3: its worker ended: EXIT, exit code 1")
                .contains("task 2: 4", "task 4: 16", "task 9: 81");
    }

    @Test
    void processesByHandAreJoinedAndTellHowTheyEnded() throws Exception {
        assertThat(output(() -> ProcessesByHand.main(new String[] {"4"})))
                .contains("sum of the squares: 506")
                .containsPattern("Process-\\d+: exit code OptionalInt\\[0]")
                .contains("divider: EXCEPTION, Optional[java.lang.ArithmeticException: / by zero]")
                .contains("sleeper is alive: true")
                .contains("sleeper: TERMINATED, exit code 143, SIGTERM");
    }

    @Test
    void theConsumerGetsEveryItemInOrder() throws Exception {
        assertThat(output(() -> ProducerConsumer.main(new String[] {"6"})))
                .contains("consumed: [item 0, item 1, item 2, item 3, item 4, item 5]")
                .contains("by another process: true");
    }

    @Test
    void tenTasksCountToTenAtTheManager() throws Exception {
        assertThat(output(() -> SharedCounterAtManager.main(new String[] {"3"})))
                .contains("with the lock: {count=10}")
                .contains("with merge: {count=10}");
    }

    @Test
    void theTaskAnswersUntilThePipeEnds() throws Exception {
        assertThat(output(() -> DuplexPipe.main(new String[] {"3"})))
                .contains("1 squared is 1", "2 squared is 4", "3 squared is 9")
                .contains("the task gave 3 answers");
    }

    @Test
    void theRaceLosesAndTheLockDoesNot() throws Exception {
        String output = output(() -> RacingCounter.main(new String[] {"20000"}));
        Matcher lost =
                Pattern.compile("without the lock: \\d+ of 40000, lost: (\\d+)").matcher(output);
        assertThat(lost.find()).as(output).isTrue();
        assertThat(Integer.parseInt(lost.group(1))).isPositive();
        assertThat(output).contains("with its lock: 40000 of 40000");
    }

    @Test
    void tenProcessesCountToAMillion() throws Exception {
        assertThat(output(() -> TenProcessesCounter.main(new String[0])))
                .contains("added 1000000 times, the counter says 1000000");
    }

    /** Which answer is right for which work is tested with the advisor; here others may be busy. */
    @Test
    void whichBackendSaysWhatItMeasured() throws Exception {
        assertThat(output(() -> WhichBackend.main(new String[] {"500000"})))
                .containsPattern("computing: (threads|cannot-tell), because ")
                .containsPattern("waiting: (threads|virtual-threads|cannot-tell), because ")
                .containsPattern("behind one lock: (processes|cannot-tell), because ")
                .containsPattern("tiny: (serial|cannot-tell), because ")
                .contains("Does it wait? ")
                .contains("the pool's answer for each: 237", "it ran in: ");
    }

    @FunctionalInterface
    private interface Program {
        void run() throws Exception;
    }

    private static String output(Program program) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(console);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
