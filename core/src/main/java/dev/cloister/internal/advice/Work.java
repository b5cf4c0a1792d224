package dev.cloister.internal.advice;

import dev.cloister.advice.AdviceOptions;
import dev.cloister.advice.WorkProfile;

/**
 * A piece of work as the candidates see it: what was measured, what was asked for, and what follows from both. Times are in
 * nanoseconds.
 */
record Work(WorkProfile profile, AdviceOptions options) {
    /** So near to 2 measuring cannot tell a part that goes one at a time from noise, which many lanes would magnify. */
    private static final double AS_GOOD_AS_TWO = 1.75;

    /** Below it a task computes for less than half of its time: it waits. */
    static final double WAITS_BELOW = 0.5;

    /** From it on a task computes all the time, as far as can be told. */
    static final double COMPUTES_FROM = 0.9;

    /** More threads of the system than this at a time are not worth their stacks. */
    static final int MANY = 1000;

    double wall() {
        return profile.wallNanos();
    }

    /** The processor time of a task; its whole time where the processor time is not known. */
    double cpu() {
        double cpu = profile.cpuNanos();
        return Double.isNaN(cpu) ? wall() : Math.min(cpu, wall());
    }

    /** Which share of its time a task computes; 1 if that is not known. */
    double cpuShare() {
        return wall() > 0 ? cpu() / wall() : 1;
    }

    boolean isMeasured() {
        return !Double.isNaN(wall());
    }

    boolean waits() {
        return cpuShare() < WAITS_BELOW;
    }

    boolean computes() {
        return cpuShare() >= COMPUTES_FROM;
    }

    int processors() {
        return options.processors();
    }

    /** How many tasks can be there at a time. */
    int concurrent() {
        long inputs = profile.inputs() < 0 ? Integer.MAX_VALUE : Math.max(1, profile.inputs());
        return (int) Math.min(inputs, options.maxConcurrent());
    }

    /** How many tasks have to run at a time to keep the processors busy; no more than there are. */
    int wanted() {
        if (!isMeasured() || computes()) {
            return Math.min(processors(), concurrent());
        }
        return (int) Math.min(concurrent(), waits() ? Integer.MAX_VALUE : Math.ceil(processors() / cpuShare()));
    }

    /**
     * How many times as fast {@code lanes} are as one, if two are {@code onTwo} times as fast: the part that goes one at a time
     * stays what it is (Amdahl).
     */
    static double speedup(double onTwo, int lanes) {
        double measured = Double.isNaN(onTwo) || onTwo > AS_GOOD_AS_TWO ? 2 : Math.max(1, onTwo);
        double alone = 2 / measured - 1;
        return 1 / (alone + (1 - alone) / lanes);
    }

    /** The time to make an argument and a result travel to another process and back: both ends, and the way. */
    double travel() {
        return zero(profile.argumentNanos())
                + zero(profile.resultNanos())
                + (zero(profile.argumentBytes()) + zero(profile.resultBytes())) * WAY_NANOS_PER_BYTE;
    }

    /** Through a pipe; measured: 64 MiB in some 170 ms. */
    private static final double WAY_NANOS_PER_BYTE = 2.5;

    private static double zero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    /** Tasks per second of {@code lanes} that each take a task after the other. */
    double rate(int lanes, double onTwo, double overhead) {
        double byLanes = speedup(onTwo, lanes) / (wall() + overhead);
        double byProcessors = processors() / (cpu() + overhead);
        return 1e9 * Math.min(byLanes, byProcessors);
    }
}
