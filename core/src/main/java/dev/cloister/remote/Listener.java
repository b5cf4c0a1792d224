package dev.cloister.remote;

import dev.cloister.internal.remote.Door;
import dev.cloister.internal.remote.DoorRules;
import dev.cloister.internal.remote.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits at an address for other processes to connect with {@link Client}. {@code multiprocessing.connection.Listener} of Python.
 *
 * <p><b>Addresses</b> are {@link InetSocketAddress}es, of which port 0 is a free port and the wildcard address all
 * interfaces, and {@link java.net.UnixDomainSocketAddress}es. {@link #address()} says what became of them. The file of
 * a Unix domain socket is removed when the listener is closed; if its process is killed, the next one that binds the path removes
 * it. That of {@link #onUnixSocket} is in a directory that only this user can enter, and is removed however the process ends. Where the
 * system tells, only processes of this user are let in at Unix domain sockets.
 *
 * <p><b>Handshakes</b> are made in the background as soon as a client connects, each in a virtual thread: {@link #accept} returns
 * connections whose clients have proved that they have the key, in the order in which they have. A client may send and close
 * before it is accepted: what it has sent is received. Nothing that a client sends is deserialized before, and no more than 256 bytes
 * are read at a time. Clients that are silent or slow are dropped after {@link RemoteOptions#handshakeTimeout()}, and
 * earlier when more than {@link RemoteOptions#maxUnauthenticated()} are in the handshake.
 *
 * <p><b>Refusals.</b> Once for each client that has another key, or wanted another listener, {@link #accept} throws an {@link
 * AuthenticationException}: the listener goes on, so call it again. Strangers can cause that; connections that are waiting come
 * first, and of more than 64 refusals that nobody has seen yet only the first are told. {@link RemoteOptions#withRefusalListener}
 * sends them elsewhere.
 *
 * <p>Safe for use by many threads, platform and virtual; each connection is accepted once.
 *
 * {@snippet :
 * try (var key = dev.cloister.remote.AuthenticationKey.ofProcessTree();
 *         var listener = dev.cloister.remote.Listener.bind(new java.net.InetSocketAddress("localhost", 7070), key)) {
 *     while (true) {
 *         try (var connection = listener.accept()) {
 *             connection.send("hello " + connection.receive());
 *         } catch (dev.cloister.remote.AuthenticationException e) {
 *             System.err.println(e.getMessage());
 *         }
 *     }
 * }
 * }
 */
public final class Listener implements AutoCloseable {
    private final Door door;

    private Listener(Door door) {
        this.door = door;
    }

    /** As {@link #bind(SocketAddress, AuthenticationKey, RemoteOptions)} with the default options. */
    public static Listener bind(SocketAddress address, AuthenticationKey key) throws IOException {
        return bind(address, key, RemoteOptions.defaults());
    }

    /**
     * A listener at this address. Never waits but for the system.
     *
     * @throws java.net.BindException if somebody else listens there, or the address is not of this host
     * @throws IOException if it cannot be listened to otherwise: the path of a Unix domain socket is too long, for instance
     * @throws IllegalArgumentException if the address is of another kind than TCP or Unix, or one at which this key
     *     (empty or none) does not work, or the options ask for TLS over a Unix domain socket
     * @throws IllegalStateException if the key is closed
     */
    public static Listener bind(SocketAddress address, AuthenticationKey key, RemoteOptions options)
            throws IOException {
        return open(Endpoint.require(address), key, options);
    }

    /** A listener at a free port of the loopback address, which processes of this host can reach. */
    public static Listener onLoopback(AuthenticationKey key) throws IOException {
        return onLoopback(key, RemoteOptions.defaults());
    }

    /** A listener at a free port of the loopback address, which processes of this host can reach. */
    public static Listener onLoopback(AuthenticationKey key, RemoteOptions options) throws IOException {
        return bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), key, options);
    }

    /** A listener at a Unix domain socket in a directory of this process, which only its user can enter. */
    public static Listener onUnixSocket(AuthenticationKey key) throws IOException {
        return onUnixSocket(key, RemoteOptions.defaults());
    }

    /** A listener at a Unix domain socket in a directory of this process, which only its user can enter. */
    public static Listener onUnixSocket(AuthenticationKey key, RemoteOptions options) throws IOException {
        return open(null, key, options);
    }

    private static Listener open(@Nullable SocketAddress address, AuthenticationKey key, RemoteOptions options)
            throws IOException {
        RemoteSettings settings = (RemoteSettings) options;
        DoorRules rules = new DoorRules(
                settings.handshakeTimeout().toNanos(),
                settings.maxUnauthenticated(),
                settings.backlog(),
                settings.names(),
                settings.tls(),
                settings.refusalListener(),
                settings.limits());
        return new Listener(Door.open(address, key.material(), rules));
    }

    /** Where it listens: with the port that was picked, or the path. Known after it was closed too. */
    public SocketAddress address() {
        return door.address();
    }

    /**
     * The next connection, and waits for it.
     *
     * @throws AuthenticationException if a client has not proved itself; call it again
     * @throws java.nio.channels.ClosedChannelException if this listener is closed, also while waiting
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    public RemoteConnection accept() throws IOException, InterruptedException {
        return door.accept();
    }

    /**
     * The next connection, and waits for it so long.
     *
     * @param timeout zero or less to look only
     * @return null if none has come
     * @throws AuthenticationException if a client has not proved itself; call it again
     * @throws java.nio.channels.ClosedChannelException if this listener is closed, also while waiting
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    public @Nullable RemoteConnection tryAccept(Duration timeout) throws IOException, InterruptedException {
        return door.tryAccept(timeout);
    }

    /** What it has seen so far. */
    public ListenerStatistics statistics() {
        return door.statistics();
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return door.isClosed();
    }

    /**
     * Listens no more: the address is free, those that wait at {@link #accept} get an exception, connections that nobody has
     * accepted are closed; those that were accepted stay. Does nothing the second time.
     */
    @Override
    public void close() {
        door.close();
    }

    @Override
    public String toString() {
        return door.toString();
    }
}
