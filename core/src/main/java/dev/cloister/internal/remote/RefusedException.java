package dev.cloister.internal.remote;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The other side said that it does not go on. */
final class RefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final @Nullable Refusal refusal;

    RefusedException(@Nullable Refusal refusal, String message) {
        super(message);
        this.refusal = refusal;
    }

    /** Whether the same may succeed a moment later. */
    boolean isBusy() {
        return refusal == Refusal.BUSY;
    }
}
