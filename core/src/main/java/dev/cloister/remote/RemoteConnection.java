package dev.cloister.remote;

import dev.cloister.shared.Connection;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a socket to a process that has proved that it has the same key: made by {@link Client#connect} there, and
 * got from {@link Listener#accept} here, or the other way round. What can be done with it, and with which errors, is said at
 * {@link Connection}.
 *
 * <p>What arrives is what the other side sent, in that order and once: every piece carries a proof of its origin and place. A
 * piece that was changed, added, repeated, moved or sent back ends the connection with an {@link AuthenticationException}.
 * It can be read on its way unless {@link RemoteOptions#withTls TLS} is used.
 *
 * <p>Classes of received objects are checked before they are deserialized; see {@link RemoteOptions}. What is refused is a
 * {@link dev.cloister.CodecException}, and the connection goes on.
 *
 * <p>Receiving and sending may go on at the same time, from any threads. An interrupt while {@code send} waits for room
 * throws, unless a part of the message is already out: then the message is finished in the background, counts as sent, and the
 * thread stays interrupted. A remote connection does not travel to other processes. One that is dropped without being closed gives its
 * socket back when it is collected; the other side then finds that this one is gone.
 *
 * {@snippet :
 * try (var key = dev.cloister.remote.AuthenticationKey.random();
 *         var listener = dev.cloister.remote.Listener.onLoopback(key);
 *         var client = dev.cloister.remote.Client.connect(listener.address(), key);
 *         dev.cloister.remote.RemoteConnection server = listener.accept()) {
 *     client.send("hello");
 *     System.out.println(server.peer() + " says " + server.receive());
 * }
 * }
 */
public interface RemoteConnection extends Connection {
    /** The address of the other side's socket; null if it has none, as a client of a Unix domain socket. */
    @Nullable
    SocketAddress peer();

    /** The address of this side's socket; null if it has none, as a client of a Unix domain socket. */
    @Nullable
    SocketAddress local();
}
