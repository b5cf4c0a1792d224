package dev.cloister.cli.faults;

import dev.cloister.faults.Expected;
import dev.cloister.faults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All rows. */
final class FaultRows {
    private static final double DEATH_SECONDS = 2;

    /** Of the 21, the quick ones. */
    private static final Set<Fault> QUICK =
            Set.of(Fault.EXCEPTION_FAILS_TO_DECODE, Fault.RESULT_FAILS_TO_DECODE, Fault.SIGKILL);

    private FaultRows() {}

    static List<FaultRow> all() {
        List<FaultRow> rows = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            rows.add(of(fault, rows.size() + 1));
        }
        rows.addAll(WorkerRows.all());
        rows.addAll(MessageRows.all());
        rows.addAll(ProgramRows.all());
        return rows;
    }

    /** One of the 21. */
    private static FaultRow of(Fault fault, int number) {
        Expected expected = fault.expected();
        TenTasks.BadTask bad = (pool, place) -> fault.submitTo(pool);
        TenTasks scenario = expected != null ? TenTasks.of(bad, expected) : Limits.endless(fault);
        return new FaultRow(
                "t" + number,
                fault.title(),
                FaultRow.Group.TASK,
                expected != null ? DEATH_SECONDS : DEATH_SECONDS + Limits.LIMIT.toMillis() / 1e3,
                QUICK.contains(fault),
                fault.name().toLowerCase(Locale.ROOT),
                scenario);
    }

    /** One of the pool's. */
    static FaultRow pool(String number, String title, String peer, Scenario scenario) {
        return new FaultRow(
                "p" + number, title, FaultRow.Group.POOL, DEATH_SECONDS, false, peer.isEmpty() ? null : peer, scenario);
    }
}
