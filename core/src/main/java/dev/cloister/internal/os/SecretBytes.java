package dev.cloister.internal.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * Bytes that nobody can guess. From the system's own source where it is a file: {@link SecureRandom} loads the security
 * providers first, some 20 ms in a young JVM, to read the same.
 */
public final class SecretBytes {
    private static final String SOURCE = "/dev/urandom";

    private SecretBytes() {}

    /** So many. */
    public static byte[] next(int count) {
        try (FileInputStream source = new FileInputStream(SOURCE)) {
            byte[] bytes = source.readNBytes(count);
            if (bytes.length == count) {
                return bytes;
            }
        } catch (IOException e) {
            // a system without that file
        }
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
