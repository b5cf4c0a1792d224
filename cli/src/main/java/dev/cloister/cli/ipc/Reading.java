package dev.cloister.cli.ipc;

import java.util.Objects;

/**
 * One run of a measure.
 *
 * @param value in the unit of the measure
 * @param right whether what was counted is exact
 * @param complaint what is not right; empty if all is
 */
record Reading(double value, boolean right, String complaint) {
    /** One that is right if what was found is what was expected. */
    static Reading of(double value, Object expected, Object found) {
        boolean right = Objects.equals(expected, found);
        return new Reading(value, right, right ? "" : found + " instead of " + expected);
    }
}
