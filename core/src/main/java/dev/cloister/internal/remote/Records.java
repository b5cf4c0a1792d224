package dev.cloister.internal.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * One direction of a session, in records: length of the payload (four bytes), payload, and a MAC over the record's number, length
 * and payload. The numbers are not sent, so a record counts once and at its place; each direction has its own key, so
 * none counts in the other. The first byte of the payload says what it is:
 *
 * <pre>
 * OBJECT, BYTES   length of the message (four bytes), its first bytes
 * MORE            the next bytes of the message
 * END             the sender has closed the connection
 * </pre>
 */
final class Records {
    static final int OBJECT = 0;
    static final int BYTES = 1;
    static final int MORE = 2;
    static final int END = 3;

    /** A record holds so much of a message. */
    static final int PIECE = 1 << 16;

    static final int LENGTH = 4;

    /** Type, and length of the message. */
    static final int HEAD = 5;

    static final int TAG = 32;

    static final int MAX_PAYLOAD = HEAD + PIECE;

    private final Mac mac;
    private final byte[] numberBytes = new byte[8];
    private long number;

    Records(SecretKey key) throws IOException {
        try {
            this.mac = Mac.getInstance(SessionKeys.MAC);
            mac.init(key);
        } catch (GeneralSecurityException e) {
            throw SessionKeys.unavailable(e);
        }
    }

    /** The MAC of the next record, which is what this buffer has from here to there. */
    byte[] tag(ByteBuffer buffer, int from, int to) {
        long next = number++;
        for (int i = 0; i < numberBytes.length; i++) {
            numberBytes[i] = (byte) (next >>> (8 * i));
        }
        mac.update(numberBytes);
        mac.update(buffer.slice(from, to - from));
        return mac.doFinal();
    }

    /** The last record was not sent at all. */
    void takeBack() {
        number--;
    }

    static ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }
}
