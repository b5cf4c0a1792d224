package dev.cloister.internal.remote;

import java.util.Arrays;

/**
 * A copy of a key, for one listener or connection.
 *
 * @param strength whether it keeps anybody out
 * @param bytes the key
 */
public record KeyMaterial(Strength strength, byte[] bytes) {
    /** Whether a key keeps anybody out. */
    public enum Strength {
        SECRET,
        EMPTY,
        NONE
    }

    /** Overwrites it. */
    void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "a key"; // not which
    }
}
