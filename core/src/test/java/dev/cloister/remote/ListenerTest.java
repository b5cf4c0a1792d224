package dev.cloister.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contracts A01 to A03, A06 and A08: where listeners listen, and how they open and close. */
@Timeout(60)
class ListenerTest {
    private final AuthenticationKey key = AuthenticationKey.random();

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() throws Exception {
        Descriptors.requireNoSockets();
    }

    @Test
    void a01_tcpAndUnixListenersServeAndTheirPickedAddressCanBeReadBack() throws Exception {
        try (Listener tcp = Listener.onLoopback(key);
                Listener unix = Listener.onUnixSocket(key)) {
            assertThat(((InetSocketAddress) tcp.address()).getPort()).isPositive();
            assertThat(((UnixDomainSocketAddress) unix.address()).getPath()).exists();
            for (Listener listener : new Listener[] {tcp, unix}) {
                roundTrip(listener, listener.address());
                assertThat(listener).hasToString("the listener at " + shown(listener.address()));
            }
        }
    }

    private static String shown(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : address.toString();
    }

    private void roundTrip(Listener listener, SocketAddress address) throws Exception {
        try (RemoteConnection client = Client.connect(address, key);
                RemoteConnection server = listener.accept()) {
            client.send("ping");
            assertThat(server.receive()).isEqualTo("ping");
            server.send("pong");
            assertThat(client.receive()).isEqualTo("pong");
        }
    }

    @Test
    void a01_aClientThatSendsAndClosesBeforeItIsAcceptedIsServed() throws Exception {
        try (Listener listener = Listener.onLoopback(key)) {
            try (RemoteConnection client = Client.connect(listener.address(), key)) {
                client.send("I was here");
                client.sendBytes(new byte[100]);
            }
            try (RemoteConnection server = listener.accept()) {
                assertThat(server.receive()).isEqualTo("I was here");
                assertThat(server.receiveBytes()).hasSize(100);
                assertThatThrownBy(server::receive)
                        .isInstanceOf(EOFException.class)
                        .hasMessageContaining("has closed the connection");
            }
        }
    }

    @Test
    void a01_wildcardAndIpv6AddressesWork() throws Exception {
        try (Listener all = Listener.bind(new InetSocketAddress(0), key)) {
            int port = ((InetSocketAddress) all.address()).getPort();
            roundTrip(all, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            roundTrip(all, new InetSocketAddress("localhost", port));
            roundTrip(all, InetSocketAddress.createUnresolved("localhost", port));
            if (hasIpv6()) {
                roundTrip(all, new InetSocketAddress("::1", port));
            }
        }
        if (hasIpv6()) {
            try (Listener six = Listener.bind(new InetSocketAddress("::1", 0), key)) {
                roundTrip(six, six.address());
            }
        }
    }

    private static boolean hasIpv6() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
    }

    @Test
    void a02_aUsedAddressThrowsAndThatOfAClosedListenerCanBeBoundAgainAtOnce() throws Exception {
        SocketAddress path = UnixDomainSocketAddress.of(directory.resolve("socket"));
        SocketAddress free;
        try (Listener picked = Listener.onLoopback(key)) {
            free = picked.address();
        }
        for (SocketAddress address : new SocketAddress[] {free, path}) {
            for (int i = 0; i < 3; i++) {
                try (Listener first = Listener.bind(address, key)) {
                    assertThatThrownBy(() -> Listener.bind(address, key))
                            .isInstanceOf(BindException.class)
                            .hasMessageStartingWith("cannot listen at");
                    roundTrip(first, address);
                }
                assertThatThrownBy(() -> Client.connect(address, key)).isInstanceOf(ConnectException.class);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a02_theSocketOfAProcessThatWasKilledIsReplaced() throws Exception {
        Path left = directory.resolve("left");
        try (ServerSocketChannel channel = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(left)); // and its file stays when it is closed
        }
        try (Listener listener = Listener.bind(UnixDomainSocketAddress.of(left), key)) {
            roundTrip(listener, listener.address());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left)))
                    .isEqualTo("rw-------");
        }
        Path file = Files.writeString(directory.resolve("file"), "of somebody");
        assertThatThrownBy(() -> Listener.bind(UnixDomainSocketAddress.of(file), key))
                .isInstanceOf(BindException.class);
        assertThat(file).hasContent("of somebody");
    }

    @Test
    void a03_acceptAfterCloseThrowsAndCloseWakesABlockedAccept() throws Exception {
        for (int i = 0; i < 2; i++) {
            Listener listener = i == 0 ? Listener.onLoopback(key) : Listener.onUnixSocket(key);
            FutureTask<RemoteConnection> accepting = new FutureTask<>(listener::accept);
            Thread thread = Thread.ofPlatform().start(accepting);
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            listener.close();
            listener.close();
            assertThatThrownBy(() -> accepting.get(2, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(listener::accept)
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessageContaining("is closed");
            assertThatThrownBy(() -> listener.tryAccept(Duration.ofSeconds(5)))
                    .isInstanceOf(ClosedChannelException.class);
            assertThat(listener.isClosed()).isTrue();
            assertThat(listener.address()).isNotNull();
            thread.join();
        }
    }

    @Test
    void a03_closingLeavesAcceptedConnectionsAndEndsThoseThatWait() throws Exception {
        Listener listener = Listener.onLoopback(key);
        try (RemoteConnection accepted = Client.connect(listener.address(), key);
                RemoteConnection server = listener.accept();
                RemoteConnection waiting = Client.connect(listener.address(), key)) {
            listener.close();
            assertThatThrownBy(waiting::receive).isInstanceOf(EOFException.class);
            accepted.send("still");
            assertThat(server.receive()).isEqualTo("still");
        } finally {
            listener.close();
        }
    }

    @Test
    void a03_acceptCanBeInterruptedAndWaitsNoLongerThanItMay() throws Exception {
        try (Listener listener = Listener.onLoopback(key)) {
            assertThat(listener.tryAccept(Duration.ZERO)).isNull();
            assertThat(listener.tryAccept(Duration.ofMillis(20))).isNull();
            FutureTask<RemoteConnection> accepting = new FutureTask<>(listener::accept);
            Thread thread = Thread.ofVirtual().start(accepting);
            thread.interrupt();
            assertThatThrownBy(accepting::get).cause().isInstanceOf(InterruptedException.class);
            roundTrip(listener, listener.address());
        }
    }

    @Test
    void a06_anEmptyKeyIsAKeyAndNoKeyIsAnother() throws Exception {
        try (AuthenticationKey empty = AuthenticationKey.empty();
                AuthenticationKey none = AuthenticationKey.none();
                Listener ofEmpty = Listener.onLoopback(empty);
                Listener ofNone = Listener.onUnixSocket(none)) {
            Client.connect(ofEmpty.address(), empty).close();
            Client.connect(ofNone.address(), none).close();
            ofEmpty.accept().close();
            ofNone.accept().close();
            for (AuthenticationKey other : new AuthenticationKey[] {none, key}) {
                assertThatThrownBy(() -> Client.connect(ofEmpty.address(), other))
                        .isInstanceOf(AuthenticationException.class);
                assertThatThrownBy(ofEmpty::accept).isInstanceOf(AuthenticationException.class);
            }
            assertThatThrownBy(() -> Client.connect(ofNone.address(), empty))
                    .isInstanceOf(AuthenticationException.class);
            assertThat(empty).hasToString("the empty authentication key");
            assertThat(none).hasToString("no authentication key");
        }
    }

    @Test
    void a06_weakKeysWorkOnlyWhereTheSystemKeepsOthersOut() throws Exception {
        Path open = Files.createDirectory(
                directory.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        for (AuthenticationKey weak : new AuthenticationKey[] {AuthenticationKey.empty(), AuthenticationKey.none()}) {
            assertThatThrownBy(() -> Listener.bind(new InetSocketAddress(0), weak))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("loopback");
            assertThatThrownBy(() -> Listener.bind(UnixDomainSocketAddress.of(open.resolve("s")), weak))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rwxr-xr-x");
            assertThatThrownBy(() -> Client.connect(new InetSocketAddress("192.0.2.1", 7), weak))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
        Listener.bind(UnixDomainSocketAddress.of(open.resolve("s")), AuthenticationKey.none())
                .close();
    }

    @Test
    void a08_anAddressOfTheWrongKindThrowsAtConstruction() {
        SocketAddress wrong = new SocketAddress() {};
        assertThatThrownBy(() -> Listener.bind(wrong, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InetSocketAddress or a UnixDomainSocketAddress");
        assertThatThrownBy(() -> Client.connect(wrong, key)).isInstanceOf(IllegalArgumentException.class);
        Path tooLong = directory.resolve("x".repeat(120));
        assertThatThrownBy(() -> Listener.bind(UnixDomainSocketAddress.of(tooLong), key))
                .isInstanceOf(java.net.SocketException.class)
                .hasMessageContaining("too long");
    }
}
