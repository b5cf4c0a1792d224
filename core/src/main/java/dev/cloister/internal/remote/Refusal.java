package dev.cloister.internal.remote;

import org.jspecify.annotations.Nullable;

/** Why one side ends a handshake, as it tells the other. Nobody has proved that it is the other who says so. */
enum Refusal {
    VERSION(1, "it speaks another version of the protocol"),
    ENDPOINT(2, "it does not answer to that name"),
    KEY(3, "the other side has another key"),
    BUSY(4, "too many others that have not shown their key came after this one");

    private final int code;
    private final String text;

    Refusal(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }

    /** The one with this code; null if there is none. */
    static @Nullable Refusal of(int code) {
        for (Refusal one : values()) {
            if (one.code == code) {
                return one;
            }
        }
        return null;
    }
}
