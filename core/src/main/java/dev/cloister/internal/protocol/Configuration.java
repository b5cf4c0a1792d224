package dev.cloister.internal.protocol;

import java.io.IOException;

/**
 * The body of CONFIGURE: what a worker learns when a pool takes it.
 *
 * @param workerName its name in the pool
 * @param threads how many tasks it runs at a time; 0 for a process by hand, to which TARGET says what it runs
 * @param maxMessageBytes the largest result it may send
 * @param poolName the pool's name
 * @param number the worker's number in the pool
 * @param initializer the function to run before the first task, as in DEFINE; empty for none
 * @param finalizer the function to run at the end, as in DEFINE; empty for none
 * @param parentName the name of the process that started it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Configuration(
        String workerName,
        int threads,
        int maxMessageBytes,
        String poolName,
        int number,
        byte[] initializer,
        byte[] finalizer,
        String parentName) {
    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(128)
                .putString(workerName)
                .putInt(threads)
                .putInt(maxMessageBytes)
                .putString(poolName)
                .putInt(number)
                .putSized(initializer)
                .putSized(finalizer)
                .putString(parentName)
                .toBytes();
    }

    /** From bytes. */
    public static Configuration decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        return new Configuration(
                source.takeText(),
                source.takeInt(),
                source.takeInt(),
                source.takeText(),
                source.takeInt(),
                source.takeSized(),
                source.takeSized(),
                source.takeText());
    }
}
