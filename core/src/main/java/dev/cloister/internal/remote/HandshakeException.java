package dev.cloister.internal.remote;

import java.io.IOException;
import java.io.Serial;

/** This side found something wrong with the other, which is to be told. */
final class HandshakeException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Refusal refusal;

    HandshakeException(Refusal refusal, String message) {
        super(message);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
