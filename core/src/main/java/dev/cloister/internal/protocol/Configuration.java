package dev.cloister.internal.protocol;

import java.io.IOException;

/**
 * The body of CONFIGURE: what a worker learns when a pool takes it.
 *
 * @param workerName its name in the pool
 * @param threads how many tasks it runs at a time
 * @param maxMessageBytes the largest result it may send
 */
public record Configuration(String workerName, int threads, int maxMessageBytes) {
    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(64)
                .putString(workerName)
                .putInt(threads)
                .putInt(maxMessageBytes)
                .toBytes();
    }

    /** From bytes. */
    public static Configuration decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        return new Configuration(source.takeText(), source.takeInt(), source.takeInt());
    }
}
