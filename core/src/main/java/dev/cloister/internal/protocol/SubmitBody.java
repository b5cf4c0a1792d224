package dev.cloister.internal.protocol;

import java.io.IOException;
import java.util.Arrays;

/**
 * The body of SUBMIT.
 *
 * @param pool the number that the pool has for its clients
 * @param poolName its name
 * @param index the position of the task's input in its map; -1 for a task alone
 * @param call the body of CALL, with its function
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SubmitBody(long pool, String poolName, int index, byte[] call) {
    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(call.length + 48)
                .putLong(pool)
                .putString(poolName)
                .putInt(index)
                .putBytes(call, 0, call.length)
                .toBytes();
    }

    /** From bytes. */
    public static SubmitBody decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        long pool = source.takeLong();
        String poolName = source.takeText();
        int index = source.takeInt();
        return new SubmitBody(pool, poolName, index, Arrays.copyOfRange(body, source.position(), body.length));
    }
}
