package dev.cloister.internal.channel;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/** The other side sent what is no frame. Names the first bytes. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_BYTES = 64;

    ProtocolException(String what, byte[] bytes, int begin, int end) {
        super(what + "; first bytes: "
                + HexFormat.ofDelimiter(" ")
                        .formatHex(Arrays.copyOfRange(bytes, begin, Math.min(end, begin + SHOWN_BYTES))));
    }
}
