package dev.cloister.remote;

import java.io.IOException;
import java.io.Serial;

/**
 * The other side of a connection is not the one it should be: it has another key, or is not the listener that was dialled, or
 * somebody between the two has changed what they said. The connection is closed then; a {@link Listener} goes on.
 * {@code multiprocessing.AuthenticationError} of Python.
 *
 * {@snippet :
 * var address = new java.net.InetSocketAddress("cache.example.com", 7070);
 * try (var key = dev.cloister.remote.AuthenticationKey.readFrom(java.nio.file.Path.of("cache.key"));
 *         var connection = dev.cloister.remote.Client.connect(address, key)) {
 *     connection.send("hello");
 * } catch (dev.cloister.remote.AuthenticationException e) {
 *     System.err.println(e.getMessage());
 * }
 * }
 */
public final class AuthenticationException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates one that says who has not proved what. */
    public AuthenticationException(String message) {
        super(message);
    }
}
