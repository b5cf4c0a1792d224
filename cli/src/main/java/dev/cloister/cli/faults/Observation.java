package dev.cloister.cli.faults;

import java.util.List;

/**
 * What was seen of one fault.
 *
 * @param bad how the bad task ended: the type of its error, or another word
 * @param innocentsOk how many of the nine others gave their right result
 * @param usableAfter whether the pool worked afterwards, with all its workers
 * @param seconds from the fault to the verdict
 * @param complaints what was not as expected; nothing if all was
 */
record Observation(String bad, int innocentsOk, boolean usableAfter, double seconds, List<String> complaints) {
    Observation {
        complaints = List.copyOf(complaints);
    }

    Observation with(List<String> all) {
        return new Observation(bad, innocentsOk, usableAfter, seconds, all);
    }
}
