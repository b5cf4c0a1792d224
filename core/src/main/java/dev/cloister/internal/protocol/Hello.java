package dev.cloister.internal.protocol;

import java.io.IOException;

/**
 * The body of HELLO.
 *
 * @param version the worker's {@link FrameLayout#VERSION}
 * @param pid its process id, as it sees it
 * @param javaVersion its {@code java.vm.version}
 */
public record Hello(int version, long pid, String javaVersion) {
    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(64)
                .putInt(version)
                .putLong(pid)
                .putString(javaVersion)
                .toBytes();
    }

    /** From bytes. */
    public static Hello decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        return new Hello(source.takeInt(), source.takeLong(), source.takeText());
    }
}
