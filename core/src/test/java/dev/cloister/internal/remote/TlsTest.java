package dev.cloister.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.remote.AuthenticationException;
import dev.cloister.remote.AuthenticationKey;
import dev.cloister.remote.Client;
import dev.cloister.remote.Descriptors;
import dev.cloister.remote.Listener;
import dev.cloister.remote.RemoteConnection;
import dev.cloister.remote.RemoteOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections in TLS: not readable on their way, and nobody with a trusted certificate gets between. */
@Timeout(60)
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;

    private static SSLContext context;

    private final AuthenticationKey key = AuthenticationKey.random();
    private final RemoteOptions tls = RemoteOptions.defaults().withTls(context);

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = directory.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1")
                .inheritIO()
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", keys.getCertificate("it"));
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
        others.init(trusted);
        context = SSLContext.getInstance("TLSv1.3");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        Descriptors.requireNoSockets();
    }

    @Test
    void connectionsWorkInTlsAndNobodyOnTheWayCanRead() throws Exception {
        byte[] big = new byte[5 << 20];
        new Random(1).nextBytes(big);
        String secret = "a secret that must not be readable";
        try (Listener listener = Listener.onLoopback(key, tls);
                Tap tap = new Tap((InetSocketAddress) listener.address());
                RemoteConnection client = Client.connect(
                        tap.address(),
                        key,
                        tls.withExpectedName("127.0.0.1:" + ((InetSocketAddress) listener.address()).getPort()));
                RemoteConnection server = listener.accept()) {
            FutureTask<Void> sending = new FutureTask<>(() -> {
                client.send(secret);
                client.sendBytes(big);
                return null;
            });
            Thread.ofPlatform().start(sending);
            assertThat(server.receive()).isEqualTo(secret);
            assertThat(Arrays.equals(server.receiveBytes(), big)).isTrue();
            sending.get();
            for (int i = 0; i < 100; i++) {
                server.send(i);
                assertThat(client.receive()).isEqualTo(i);
            }
            assertThat(tap.seen()).doesNotContain("secret").hasSizeGreaterThan(big.length);
        }
    }

    /** What was read from the socket and not asked for yet comes without anything more on the socket. */
    @Test
    void theEndOfAMessageIsNotWaitedForWhenItIsThere() throws Exception {
        byte[] bytes = new byte[900 << 10];
        try (Listener listener = Listener.onLoopback(key, tls);
                RemoteConnection client = Client.connect(listener.address(), key, tls);
                RemoteConnection server = listener.accept()) {
            for (int length = 16 << 10; length <= bytes.length; length += 16 << 10) {
                client.sendBytes(bytes, 0, length); // the system takes so much before anybody reads
                assertThat(server.poll(Duration.ofSeconds(20)))
                        .as("a message of %s bytes", length)
                        .isTrue();
                assertThat(server.receiveBytes()).hasSize(length);
            }
        }
    }

    @Test
    void aClientWithoutTlsAndAListenerWithoutItAreNotServed() throws Exception {
        try (Listener listener = Listener.onLoopback(key, tls);
                Listener plain = Listener.onLoopback(key)) {
            assertThatThrownBy(() -> Client.connect(listener.address(), key)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Client.connect(plain.address(), key, tls)).isInstanceOf(IOException.class);
            try (RemoteConnection client = Client.connect(listener.address(), key, tls);
                    RemoteConnection server = listener.accept()) {
                client.send("works");
                assertThat(server.receive()).isEqualTo("works");
            }
        }
        assertThatThrownBy(() -> Listener.onUnixSocket(key, tls))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS is for TCP");
    }

    /** He has a certificate that the client trusts, and makes TLS with both sides: the two TLS sessions are not one. */
    @Test
    void whoStandsBetweenWithATrustedCertificateIsFound() throws Exception {
        try (Listener listener = Listener.onLoopback(key, tls);
                SSLServerSocket middle = (SSLServerSocket)
                        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            InetSocketAddress target = (InetSocketAddress) listener.address();
            Thread man = Thread.ofPlatform().start(() -> {
                try (Socket client = middle.accept();
                        Socket server =
                                context.getSocketFactory().createSocket(target.getAddress(), target.getPort())) {
                    Thread other = Thread.ofPlatform().start(() -> pass(server, client));
                    pass(client, server);
                    other.join();
                } catch (IOException | InterruptedException e) {
                    // the client went
                }
            });
            assertThatThrownBy(() -> Client.connect(
                            middle.getLocalSocketAddress(), key, tls.withExpectedName("127.0.0.1:" + target.getPort())))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("has not proved");
            man.join();
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            byte[] some = new byte[8192];
            for (int count = from.getInputStream().read(some);
                    count > 0;
                    count = from.getInputStream().read(some)) {
                to.getOutputStream().write(some, 0, count);
            }
        } catch (IOException e) {
            // one of them went
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone
        }
    }

    /** Sees what passes. */
    private static final class Tap implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        Tap(InetSocketAddress target) throws IOException {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    Socket client = door.accept();
                    Socket server = new Socket(target.getAddress(), target.getPort());
                    Thread.ofPlatform().daemon().start(() -> pass(server, client));
                    byte[] some = new byte[8192];
                    for (int count = client.getInputStream().read(some);
                            count > 0;
                            count = client.getInputStream().read(some)) {
                        seen.write(some, 0, count);
                        server.getOutputStream().write(some, 0, count);
                    }
                    server.close();
                } catch (IOException e) {
                    // one of them went
                }
            });
        }

        InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), door.getLocalPort());
        }

        String seen() {
            return seen.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
