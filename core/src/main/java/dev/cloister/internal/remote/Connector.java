package dev.cloister.internal.remote;

import dev.cloister.remote.AuthenticationException;
import dev.cloister.remote.RemoteConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Connects to a listener, again if that is too busy. Used once. */
public final class Connector {
    private static final int MOST_TRIES = 8;
    private static final long FIRST_PAUSE_MILLIS = 4;

    private final SocketAddress address;
    private final KeyMaterial key;

    /** By which the listener is wanted; null for its address. */
    private final @Nullable String name;

    private final @Nullable SSLContext tls;
    private final SessionLimits limits;

    public Connector(
            SocketAddress address,
            KeyMaterial key,
            @Nullable String name,
            @Nullable SSLContext tls,
            SessionLimits limits) {
        if (tls != null && !(address instanceof InetSocketAddress)) {
            throw new IllegalArgumentException(
                    "TLS is for TCP addresses: a Unix domain socket does not leave this host");
        }
        this.address = address;
        this.key = key;
        this.name = name;
        this.tls = tls;
        this.limits = limits;
    }

    /** Connects and makes the handshake within this time. */
    public RemoteConnection connect(long nanos) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + nanos;
        try {
            SocketAddress known = Endpoint.resolve(address);
            WeakKeys.requireAllowed(key, known);
            for (int tries = 1; ; tries++) {
                try {
                    return once(known, deadline);
                } catch (RefusedException e) {
                    if (!e.isBusy() || tries == MOST_TRIES) {
                        throw new AuthenticationException(String.valueOf(e.getMessage()));
                    }
                } catch (HandshakeException e) {
                    throw new AuthenticationException(String.valueOf(e.getMessage()));
                } catch (EOFException | SocketException e) { // perhaps it was too busy to say so
                    if (e instanceof ConnectException || tries == MOST_TRIES) {
                        throw e;
                    }
                }
                Thread.sleep(ThreadLocalRandom.current().nextLong(1, FIRST_PAUSE_MILLIS << tries));
            }
        } finally {
            key.destroy();
        }
    }

    private RemoteConnection once(SocketAddress known, long deadline) throws IOException, InterruptedException {
        String peer = "the listener at " + Endpoint.of(known);
        SocketLine line = known instanceof UnixDomainSocketAddress unix
                ? openUnix(unix, peer, deadline)
                : openInternet(known, peer, deadline);
        boolean opened = false;
        try {
            RemoteConnection connection = meet(line, known, peer, deadline);
            opened = true;
            return connection;
        } catch (HandshakeException e) {
            HandshakeFrames.refuse(line, e.refusal());
            throw e;
        } catch (SocketException e) {
            SocketException explained =
                    new SocketException(peer + " ended the connection in the handshake: " + e.getMessage());
            explained.initCause(e);
            throw explained;
        } finally {
            if (!opened) {
                line.close();
            }
        }
    }

    private RemoteConnection meet(SocketLine line, SocketAddress known, String peer, long deadline)
            throws IOException, InterruptedException {
        if (known instanceof UnixDomainSocketAddress) {
            PeerUser.requireOwn(line.channel(), peer);
        }
        Line secured = tls == null ? line : TlsLine.asClient(line, tls, deadline);
        SocketAddress reached = known instanceof InetSocketAddress && line.peer() != null ? line.peer() : known;
        String endpoint = name == null ? Endpoint.of(reached) : name;
        SessionKeys keys = Handshake.asClient(secured, key.bytes(), endpoint, peer, deadline);
        return new Session(secured, peer, keys.ofClient(), keys.ofServer(), limits);
    }

    private static SocketLine openInternet(SocketAddress known, String peer, long deadline)
            throws IOException, InterruptedException {
        SocketChannel channel = SocketChannel.open();
        boolean opened = false;
        @Nullable Watch watch = null;
        try {
            channel.configureBlocking(false);
            boolean connected = channel.connect(known);
            watch = Poller.watch(channel);
            while (!connected) {
                if (!watch.await(SelectionKey.OP_CONNECT, deadline)) {
                    throw late(peer);
                }
                connected = channel.finishConnect();
            }
            SocketLine line = new SocketLine(channel, watch);
            opened = true;
            return line;
        } catch (ConnectException e) {
            throw explained(peer, e);
        } finally {
            if (!opened) {
                channel.close();
                if (watch != null) {
                    watch.closed();
                }
            }
        }
    }

    /** Such a socket waits when the listener has too many; on a thread of its own, because it cannot be told for how long. */
    private static SocketLine openUnix(UnixDomainSocketAddress known, String peer, long deadline)
            throws IOException, InterruptedException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        CompletableFuture<Boolean> connected = new CompletableFuture<>();
        Thread _ = Thread.ofVirtual().name("cloister-connect").start(() -> {
            try {
                connected.complete(channel.connect(known));
            } catch (IOException | RuntimeException e) {
                connected.completeExceptionally(e);
            }
        });
        boolean opened = false;
        try {
            boolean _ = connected.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            SocketLine line = SocketLine.of(channel);
            opened = true;
            return line;
        } catch (TimeoutException e) {
            throw late(peer);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SocketException refused // also when there is no such file
                    ? explained(peer, refused)
                    : new IOException("cannot connect to " + peer + ": " + e.getCause(), e.getCause());
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static SocketTimeoutException late(String peer) {
        return new SocketTimeoutException(
                peer + " has not let this client in in time (RemoteOptions.withHandshakeTimeout)");
    }

    private static ConnectException explained(String peer, SocketException e) {
        ConnectException explained = new ConnectException("cannot connect to " + peer + ": " + e.getMessage());
        explained.initCause(e);
        return explained;
    }
}
