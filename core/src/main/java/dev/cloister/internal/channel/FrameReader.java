package dev.cloister.internal.channel;

import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameLayout;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads frames from a stream. For one thread at a time. */
public final class FrameReader {
    private static final int BUFFER_BYTES = 64 * 1024;

    /** A large body's array grows with the bytes that have come, so that a false length costs no memory. */
    private static final int GROWTH_BYTES = 4 * 1024 * 1024;

    private final InputStream in;
    private final int maxBodyBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /** The bytes of buffer that have come and were not taken: from begin to end. */
    private int begin;

    private int end;

    public FrameReader(InputStream in, int maxBodyBytes) {
        this.in = in;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Waits for a frame.
     *
     * @return null at the end of the stream, also in the middle of a frame: what was cut off says nothing
     * @throws ProtocolException if what came is no frame
     */
    public @Nullable Frame read() throws IOException {
        if (!fill(FrameLayout.HEADER_BYTES)) {
            return null;
        }
        if (!FrameLayout.isValid(buffer, begin)) {
            throw new ProtocolException("not a frame", buffer, begin, end);
        }
        int length = FrameLayout.length(buffer, begin);
        if (length > maxBodyBytes) {
            throw new ProtocolException(
                    "a frame of " + length + " bytes, more than the limit of " + maxBodyBytes, buffer, begin, end);
        }
        var type = FrameLayout.type(buffer, begin);
        long id = FrameLayout.id(buffer, begin);
        begin += FrameLayout.HEADER_BYTES;
        byte[] body = readBody(length);
        return body == null ? null : new Frame(type, id, body);
    }

    /** True if a whole frame is here, so that {@link #read} will not wait. */
    public boolean hasFrame() {
        int have = end - begin;
        return have >= FrameLayout.HEADER_BYTES
                && (!FrameLayout.isValid(buffer, begin)
                        || have - FrameLayout.HEADER_BYTES >= FrameLayout.length(buffer, begin));
    }

    /** True if {@link #read} finds bytes to begin with. False at the end of the stream too. */
    public boolean hasInput() throws IOException {
        return end > begin || in.available() > 0;
    }

    private boolean fill(int wanted) throws IOException {
        if (end - begin >= wanted) {
            return true;
        }
        System.arraycopy(buffer, begin, buffer, 0, end - begin);
        end -= begin;
        begin = 0;
        while (end < wanted) {
            int n = in.read(buffer, end, buffer.length - end);
            if (n < 0) {
                return false;
            }
            end += n;
        }
        return true;
    }

    private byte @Nullable [] readBody(int length) throws IOException {
        byte[] body = new byte[Math.min(length, GROWTH_BYTES)];
        int have = Math.min(length, end - begin);
        System.arraycopy(buffer, begin, body, 0, have);
        begin += have;
        while (have < length) {
            if (have == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
            }
            int n = in.read(body, have, body.length - have);
            if (n < 0) {
                return null;
            }
            have += n;
        }
        return body;
    }
}
