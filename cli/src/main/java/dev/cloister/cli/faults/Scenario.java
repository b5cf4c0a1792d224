package dev.cloister.cli.faults;

/** Makes something go wrong, and looks what happens. */
@FunctionalInterface
interface Scenario {
    /** Runs once, in a fresh pool or program; leaves nothing behind unless Cloister does. */
    Observation observe(Place place) throws Exception;

    /** Why it cannot be run on this machine; empty if it can. */
    default String obstacle() {
        return "";
    }
}
