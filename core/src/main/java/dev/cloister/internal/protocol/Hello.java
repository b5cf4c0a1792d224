package dev.cloister.internal.protocol;

import java.io.IOException;

/**
 * The body of HELLO.
 *
 * @param version the worker's {@link FrameLayout#VERSION}
 * @param javaVersion its {@code java.vm.version}
 */
public record Hello(int version, String javaVersion) {
    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(64).putInt(version).putString(javaVersion).toBytes();
    }

    /** From bytes. */
    public static Hello decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        return new Hello(source.takeInt(), source.takeText());
    }
}
