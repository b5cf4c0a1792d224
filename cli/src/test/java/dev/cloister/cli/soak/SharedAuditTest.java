package dev.cloister.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit of {@code soak --ipc} must notice. */
class SharedAuditTest {
    @TempDir
    private Path folder;

    private final Ledger ledger = new Ledger();

    @AfterEach
    void closeFile() throws Exception {
        Use.closeFile();
    }

    private void note(Use use, long... numbers) throws Exception {
        for (long number : numbers) {
            use.note(folder.toString(), number);
        }
    }

    private Map<String, Long> audit(long deaths, long counter, Long... rest) throws Exception {
        return new SharedAudit(ledger, deaths).of(folder, List.of(rest), counter);
    }

    @Test
    void allIsWell() throws Exception {
        note(Use.PUTTING, 1, 2, 3, 4);
        note(Use.PUT, 1, 2, 3);
        note(Use.REFUSED, 4);
        note(Use.TOOK, 1);
        note(Use.SENDING, 9);
        note(Use.RECEIVED, 9);
        note(Use.COUNTED, 1, 2);
        note(Use.WAITED, 60, 150);

        assertThat(audit(1, 3, 2L))
                .containsEntry("itemsPut", 3L)
                .containsEntry("itemsTaken", 2L)
                .containsEntry("itemsTakenByTheDead", 1L)
                .containsEntry("messages", 1L)
                .containsEntry("increments", 2L)
                .containsEntry("longestWaitMillis", 150L);
        assertThat(ledger.wrong()).isZero();
        assertThat(ledger.problems()).isEmpty();
        assertThat(Files.list(folder)).isEmpty();
    }

    @Test
    void anItemTwice() throws Exception {
        note(Use.PUTTING, 1);
        note(Use.PUT, 1);
        note(Use.TOOK, 1);
        assertWrong(0, "TOOK twice: item 1", 0, 1L);
    }

    @Test
    void moreItemsLostThanDeaths() throws Exception {
        note(Use.PUTTING, 1, 2);
        note(Use.PUT, 1, 2);
        assertWrong(1, "2 items were lost", 0);
    }

    @Test
    void anItemFromNowhere() throws Exception {
        assertWrong(5, "item 7 was taken and never put", 0, 7L);
    }

    @Test
    void anItemThatWasRefused() throws Exception {
        note(Use.PUTTING, 1);
        note(Use.REFUSED, 1);
        assertWrong(5, "taken although its put was refused", 0, 1L);
    }

    @Test
    void aMessageTwiceOrFromNowhere() throws Exception {
        note(Use.SENDING, 1);
        note(Use.RECEIVED, 1, 1);
        assertWrong(5, "RECEIVED twice: item 1", 0);
        note(Use.RECEIVED, 2);
        assertThat(audit(5, 0)).isNotEmpty();
        assertThat(ledger.problems()).anyMatch(problem -> problem.contains("item 2 was received and never sent"));
    }

    @Test
    void aCounterThatLostIncrements() throws Exception {
        note(Use.COUNTED, 1, 2, 3);
        assertWrong(1, "the counter says 2, increments were 3", 2);
    }

    @Test
    void aCounterWithMoreThanTheDeadCanExplain() throws Exception {
        note(Use.COUNTED, 1);
        assertWrong(1, "the counter says 3, increments were 1, deaths 1", 3);
    }

    @Test
    void aWaitForTheDead() throws Exception {
        note(Use.WAITED, 2_001);
        assertWrong(1, "a survivor waited 2001 ms", 0);
    }

    private void assertWrong(long deaths, String problem, long counter, Long... rest) throws Exception {
        assertThat(audit(deaths, counter, rest)).isNotEmpty();
        Use.closeFile();
        assertThat(ledger.wrong()).isPositive();
        assertThat(ledger.problems()).anyMatch(each -> each.contains(problem));
    }
}
