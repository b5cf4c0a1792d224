package dev.cloister;

import dev.cloister.internal.Wiring;

/**
 * How many processors this JVM may use, and why: the smallest of what the machine has, the affinity mask, the cgroup
 * quota (rounded up) and {@code -XX:ActiveProcessorCount}.
 *
 * {@snippet :
 * System.out.println(dev.cloister.UsableCpus.current());
 * }
 *
 * @param count how many, at least 1
 * @param reason a sentence for people
 */
public record UsableCpus(int count, String reason) {
    /** Reads it anew. Takes well under a millisecond and never fails. */
    public static UsableCpus current() {
        return Wiring.usableCpus();
    }

    @Override
    public String toString() {
        return count + " (" + reason + ")";
    }
}
