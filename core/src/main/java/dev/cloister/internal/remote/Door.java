package dev.cloister.internal.remote;

import dev.cloister.remote.AuthenticationException;
import dev.cloister.remote.ListenerStatistics;
import dev.cloister.remote.RemoteConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listener: one thread takes connections from the system, a virtual thread for each makes the handshake, and those whose
 * clients are known then wait in line.
 */
public final class Door {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** How long it leaves those alone that connect when no descriptor is left. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final ListeningSocket socket;
    private final KeyMaterial key;
    private final DoorRules rules;
    private final Visitors visitors;

    private Door(ListeningSocket socket, KeyMaterial key, DoorRules rules) {
        this.socket = socket;
        this.key = key;
        this.rules = rules;
        this.visitors = new Visitors(this::toString, rules.maxUnauthenticated(), rules.backlog());
    }

    /** Listens at this address; null for a Unix domain socket in the run directory. */
    public static Door open(@Nullable SocketAddress address, KeyMaterial key, DoorRules rules) throws IOException {
        SocketAddress known = address == null ? null : Endpoint.resolve(address);
        if (known != null) {
            WeakKeys.requireAllowed(key, known);
        }
        if (rules.tls() != null && !(known instanceof InetSocketAddress)) {
            throw new IllegalArgumentException(
                    "TLS is for TCP addresses: a Unix domain socket does not leave this host");
        }
        Door door = new Door(ListeningSocket.open(known), key, rules);
        Thread thread = new Thread(door::takeConnections, "cloister-listener-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
        return door;
    }

    public SocketAddress address() {
        return socket.address();
    }

    private void takeConnections() {
        try {
            while (visitors.awaitRoom()) {
                try {
                    greet(socket.accept());
                } catch (ClosedChannelException e) {
                    return;
                } catch (IOException | OutOfMemoryError e) { // no descriptor is left: one that is silent gives his back
                    visitors.dropEldest();
                    visitors.pause(PAUSE_NANOS);
                }
            }
        } catch (InterruptedException e) { // nobody does that
            close();
        }
    }

    private void greet(SocketChannel channel) throws IOException {
        Line line = SocketLine.of(channel);
        if (visitors.enter(line)) {
            Thread _ = Thread.ofVirtual().name("cloister-handshake").start(() -> meet(channel, line));
        } else {
            line.close();
        }
    }

    private void meet(SocketChannel channel, Line line) {
        String peer = nameOf(line);
        @Nullable Session session = null;
        try {
            session = authenticate(channel, line, peer);
        } catch (HandshakeException e) {
            HandshakeFrames.refuse(line, e.refusal());
            refuse(line, e);
        } catch (RefusedException e) {
            refuse(line, e);
        } catch (IOException | InterruptedException | RuntimeException e) { // gone, too slow, or something else
            visitors.leave(line);
        } finally {
            if (session == null || !visitors.authenticated(line, session)) {
                visitors.leave(line);
                line.close();
            }
        }
    }

    private Session authenticate(SocketChannel channel, Line line, String peer)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + rules.handshakeNanos();
        if (address() instanceof UnixDomainSocketAddress) {
            PeerUser.requireOwn(channel, peer);
        }
        Line secured = rules.tls() == null ? line : TlsLine.asServer(line, rules.tls(), deadline);
        SessionKeys keys = Handshake.asServer(secured, key.bytes(), name -> answersTo(name, line), peer, deadline);
        return new Session(secured, peer, keys.ofServer(), keys.ofClient(), rules.limits());
    }

    private boolean answersTo(String name, Line line) {
        SocketAddress reached = address() instanceof InetSocketAddress ? line.local() : address();
        return rules.names().contains(name)
                || (reached != null && Endpoint.of(reached).equals(name));
    }

    private void refuse(Line line, IOException why) {
        AuthenticationException refusal = new AuthenticationException(
                String.valueOf(why.getMessage()).replaceFirst("^the", "The") + "; it was refused by " + this);
        Consumer<AuthenticationException> told = rules.refusalListener();
        if (visitors.refused(line, told == null ? refusal : null) && told != null) {
            told.accept(refusal);
        }
    }

    private String nameOf(Line line) {
        return line.peer() instanceof InetSocketAddress peer
                ? "the client at " + Endpoint.of(peer)
                : "a client of " + Endpoint.of(address());
    }

    public RemoteConnection accept() throws IOException, InterruptedException {
        return Objects.requireNonNull(visitors.take(Watch.LONGEST_NANOS));
    }

    public @Nullable RemoteConnection tryAccept(Duration timeout) throws IOException, InterruptedException {
        return visitors.take(Watch.nanos(timeout));
    }

    public ListenerStatistics statistics() {
        return visitors.statistics();
    }

    public boolean isClosed() {
        return !socket.isOpen();
    }

    public void close() {
        if (visitors.close()) {
            try {
                socket.close();
            } catch (IOException e) {
                System.err.println("cloister: " + this + " could not be closed properly: " + e);
            }
            key.destroy();
        }
    }

    @Override
    public String toString() {
        return "the listener at " + Endpoint.of(address());
    }
}
