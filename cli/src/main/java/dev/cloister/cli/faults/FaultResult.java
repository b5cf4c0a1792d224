package dev.cloister.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A row of the report.
 *
 * @param row the fault
 * @param runner whose pool
 * @param bad how the bad task ended
 * @param innocentsOk how many of the nine others gave their right result
 * @param usableAfter whether the pool worked afterwards
 * @param orphans processes that were left
 * @param seconds from the fault to the verdict
 * @param clean whether everything was as it must be
 * @param complaints what was not
 * @param skipped why it was not run; empty if it was
 */
record FaultResult(
        FaultRow row,
        Runner runner,
        String bad,
        int innocentsOk,
        boolean usableAfter,
        int orphans,
        double seconds,
        boolean clean,
        List<String> complaints,
        String skipped) {
    private static final int INNOCENTS = 9;

    /** Whose pool it is. */
    enum Runner {
        CLOISTER("cloister"),
        POOL("multiprocessing.Pool"),
        EXECUTOR("ProcessPoolExecutor");

        private final String label;

        Runner(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** Judges what was seen: nothing that is not in these arguments plays a part. */
    static FaultResult judge(FaultRow row, Runner runner, Observation seen, int orphans, List<String> files) {
        List<String> complaints = new ArrayList<>(seen.complaints());
        if (seen.innocentsOk() != INNOCENTS) {
            complaints.add("only " + seen.innocentsOk() + " of " + INNOCENTS + " innocent tasks gave their result");
        }
        if (!seen.usableAfter()) {
            complaints.add("the pool was not usable afterwards");
        }
        if (orphans != 0) {
            complaints.add(orphans + " processes were left");
        }
        if (!files.isEmpty()) {
            complaints.add("files were left: " + String.join(", ", files));
        }
        if (!(seen.seconds() <= row.boundSeconds())) {
            complaints.add(String.format(
                    Locale.ROOT, "the verdict took %.2f s, allowed are %.1f s", seen.seconds(), row.boundSeconds()));
        }
        return new FaultResult(
                row,
                runner,
                seen.bad(),
                seen.innocentsOk(),
                seen.usableAfter(),
                orphans,
                seen.seconds(),
                complaints.isEmpty(),
                List.copyOf(complaints),
                "");
    }

    static FaultResult skipped(FaultRow row, Runner runner, String why) {
        return new FaultResult(row, runner, "n/a", 0, false, 0, Double.NaN, false, List.of(), why);
    }

    boolean ran() {
        return skipped.isEmpty();
    }
}
