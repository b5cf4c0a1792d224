package dev.cloister.internal.probe;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A result with what was measured of its call. */
final class Sampled implements Serializable {
    private static final long serialVersionUID = 1;

    /** The user's; if it cannot travel, neither could it alone. */
    @SuppressWarnings("serial")
    private final @Nullable Object value;

    private final Sample sample;

    Sampled(@Nullable Object value, Sample sample) {
        this.value = value;
        this.sample = sample;
    }

    @Nullable
    Object value() {
        return value;
    }

    Sample sample() {
        return sample;
    }
}
