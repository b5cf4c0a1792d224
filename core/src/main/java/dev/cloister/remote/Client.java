package dev.cloister.remote;

import dev.cloister.internal.remote.Connector;
import dev.cloister.internal.remote.Endpoint;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * Connects to {@link Listener}s. {@code multiprocessing.connection.Client} of Python.
 *
 * {@snippet :
 * var address = new java.net.InetSocketAddress("cache.example.com", 7070);
 * try (var key = dev.cloister.remote.AuthenticationKey.readFrom(java.nio.file.Path.of("cache.key"));
 *         var connection = dev.cloister.remote.Client.connect(address, key)) {
 *     connection.send(java.util.Map.of("get", "answer"));
 *     System.out.println(connection.receive());
 * }
 * }
 */
public final class Client {
    private Client() {}

    /** As {@link #connect(SocketAddress, AuthenticationKey, RemoteOptions)} with the default options. */
    public static RemoteConnection connect(SocketAddress address, AuthenticationKey key)
            throws IOException, InterruptedException {
        return connect(address, key, RemoteOptions.defaults());
    }

    /**
     * Connects, and returns when both sides have proved that they have the key: the listener first, which also proves
     * that it is the one at this address. It does not wait until the connection is accepted. A
     * host name is looked up, its first address is used. Tries again when the listener drops it because too many others connect.
     *
     * @param address an {@link java.net.InetSocketAddress} or a {@link java.net.UnixDomainSocketAddress}
     * @throws AuthenticationException if the listener has another key, is not the one at this address, or speaks another version
     * @throws java.net.SocketTimeoutException if that is not over after {@link RemoteOptions#handshakeTimeout()}
     * @throws java.net.ConnectException if nobody listens there
     * @throws IOException if the connection fails otherwise, or ends in the handshake
     * @throws IllegalArgumentException if the address is of another kind, or one at which this key (empty or none) does not
     *     work, or the options ask for TLS over a Unix domain socket
     * @throws IllegalStateException if the key is closed
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static RemoteConnection connect(SocketAddress address, AuthenticationKey key, RemoteOptions options)
            throws IOException, InterruptedException {
        RemoteSettings settings = (RemoteSettings) options;
        Connector connector = new Connector(
                Endpoint.require(address), key.material(), settings.expectedName(), settings.tls(), settings.limits());
        return connector.connect(settings.handshakeTimeout().toNanos());
    }
}
