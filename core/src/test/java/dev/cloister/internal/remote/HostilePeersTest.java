package dev.cloister.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.remote.AuthenticationException;
import dev.cloister.remote.AuthenticationKey;
import dev.cloister.remote.Client;
import dev.cloister.remote.Descriptors;
import dev.cloister.remote.Listener;
import dev.cloister.remote.ListenerStatistics;
import dev.cloister.remote.RemoteConnection;
import dev.cloister.remote.RemoteOptions;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract A07: many, slow and silent clients hold up nobody and cost nothing that stays. */
@Timeout(60)
class HostilePeersTest {
    private final AuthenticationKey key = AuthenticationKey.random();

    @AfterEach
    void nothingIsLeft() throws Exception {
        Descriptors.requireNoSockets();
    }

    /** Serves what comes by sending it back. */
    private static Thread echo(Listener listener) {
        return Thread.ofPlatform().daemon().start(() -> {
            while (!listener.isClosed()) {
                try (RemoteConnection connection = listener.accept()) {
                    connection.send(connection.receive());
                    Object _ = connection.receive();
                } catch (AuthenticationException | EOFException e) {
                    // the next
                } catch (IOException | InterruptedException e) {
                    return;
                }
            }
        });
    }

    /** How long an honest client takes to be served, in milliseconds. */
    private long honest(Listener listener) throws Exception {
        long begin = System.nanoTime();
        try (RemoteConnection client = Client.connect(listener.address(), key)) {
            client.send("honest");
            assertThat(client.receive()).isEqualTo("honest");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    @Test
    void a07_anHonestClientIsServedWithinASecondWhile500HostileOnesAreConnected() throws Exception {
        List<SocketChannel> hostile = new ArrayList<>();
        try (Listener listener = Listener.onLoopback(key)) {
            Thread server = echo(listener);
            long alone = Math.min(honest(listener), honest(listener));
            for (int i = 0; i < 500; i++) {
                SocketChannel one = SocketChannel.open(listener.address());
                hostile.add(one);
                if (i % 2 == 0) {
                    int _ = one.write(java.nio.ByteBuffer.wrap(new byte[] {60})); // and says no more
                }
            }
            long among = Math.min(honest(listener), honest(listener));
            ListenerStatistics seen = listener.statistics();
            System.out.println("honest client: " + alone + " ms alone, " + among + " ms among 500 hostile: " + seen);
            assertThat(among).isLessThan(1000);
            assertThat(seen.unauthenticated()).isLessThanOrEqualTo(64);
            assertThat(seen.dropped()).isGreaterThanOrEqualTo(500 - 64);
            server.interrupt();
            server.join();
        } finally {
            for (SocketChannel one : hostile) {
                one.close();
            }
        }
    }

    @Test
    void a07_tenThousandConnectsCostNothingThatStays() throws Exception {
        try (Listener listener = Listener.onLoopback(key)) {
            Thread server = echo(listener);
            long _ = honest(listener);
            int descriptors = Descriptors.count();
            int threads = Thread.activeCount();
            for (int batch = 0; batch < 20; batch++) {
                List<SocketChannel> all = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    all.add(SocketChannel.open(listener.address()));
                }
                assertThat(honest(listener)).isLessThan(5000);
                for (SocketChannel one : all) {
                    one.close();
                }
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while ((listener.statistics().unauthenticated() > 0 || Descriptors.count() > descriptors + 10)
                    && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            ListenerStatistics seen = listener.statistics();
            System.out.println("after 10,000 connects: " + seen);
            assertThat(seen.unauthenticated()).isZero();
            assertThat(seen.failed() + seen.dropped()).isGreaterThanOrEqualTo(10_000);
            assertThat(Descriptors.count()).isLessThanOrEqualTo(descriptors + 10);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 5);
            server.interrupt();
            server.join();
        }
    }

    @Test
    void a07_silentAndSlowClientsAreDroppedAtTheDeadlineHoweverBusyTheyAre() throws Exception {
        RemoteOptions options = RemoteOptions.defaults().withHandshakeTimeout(Duration.ofMillis(400));
        try (Listener listener = Listener.onLoopback(key, options)) {
            InetSocketAddress address = (InetSocketAddress) listener.address();
            try (Socket silent = new Socket(address.getAddress(), address.getPort());
                    Socket slow = new Socket(address.getAddress(), address.getPort())) {
                long begin = System.nanoTime();
                FutureTask<Integer> end =
                        new FutureTask<>(() -> silent.getInputStream().read());
                Thread.ofVirtual().start(end);
                slow.setSoTimeout(10); // a byte each 10 ms: some 2 s for a whole frame
                int sent = trickle(slow);
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                assertThat(sent).isLessThan(200);
                assertThat(millis).isBetween(300L, 3000L);
                assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
            }
            while (listener.statistics().unauthenticated() > 0) {
                Thread.onSpinWait();
            }
            assertThat(listener.statistics().failed()).isEqualTo(2);
        }
    }

    private static int trickle(Socket slow) throws IOException {
        byte[] frame = new byte[240];
        frame[0] = (byte) 238;
        for (int i = 0; i < frame.length; i++) {
            try {
                slow.getOutputStream().write(frame, i, 1);
                if (slow.getInputStream().read() < 0) {
                    return i;
                }
            } catch (SocketTimeoutException e) {
                // it is still there: the next byte
            } catch (IOException e) {
                return i;
            }
        }
        return frame.length;
    }

    @Test
    void a07_aSilentListenerHoldsUpAClientNoLongerThanItMay() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            long begin = System.nanoTime();
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", silent.getLocalPort());
            RemoteOptions options = RemoteOptions.defaults().withHandshakeTimeout(Duration.ofMillis(200));
            assertThatThrownBy(() -> Client.connect(address, key, options)).isInstanceOf(SocketTimeoutException.class);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isBetween(190L, 700L);
        }
    }

    @Test
    void a07_aFullBacklogKeepsOthersWaitingAndLosesNobody() throws Exception {
        RemoteOptions options = RemoteOptions.defaults().withBacklog(2);
        try (Listener listener = Listener.onLoopback(key, options)) {
            List<FutureTask<Boolean>> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                FutureTask<Boolean> client = new FutureTask<>(() -> {
                    try (RemoteConnection connection = Client.connect(listener.address(), key)) {
                        connection.send(number);
                        return connection.receive() == null;
                    }
                });
                Thread.ofVirtual().start(client);
                clients.add(client);
            }
            List<Object> seen = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                try (RemoteConnection server = listener.accept()) {
                    seen.add(server.receive());
                    server.send(null);
                }
            }
            for (FutureTask<Boolean> client : clients) {
                assertThat(client.get(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        }
    }
}
