package dev.cloister.internal.member;

import java.io.Serial;
import java.nio.channels.ClosedChannelException;

/** A {@link ClosedChannelException} that says what is closed. */
public final class ClosedHere extends ClosedChannelException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String text;

    public ClosedHere(String text) {
        this.text = text;
    }

    @Override
    public String getMessage() {
        return text;
    }
}
