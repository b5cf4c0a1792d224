package dev.cloister.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.shared.BufferTooShortException;
import dev.cloister.shared.Connection;
import dev.cloister.shared.MessageTooLargeException;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.Waiting;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Remote connections do what the ends of pipes do: contracts C01 to C12 over sockets. */
@Timeout(60)
class RemoteConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AuthenticationKey key = AuthenticationKey.random();
    private Listener listener;
    private Connection here;
    private Connection there;

    @BeforeEach
    void connect() throws Exception {
        listener = Listener.onLoopback(key);
        here = Client.connect(listener.address(), key);
        there = listener.accept();
    }

    @AfterEach
    void close() throws Exception {
        here.close();
        there.close();
        listener.close();
        Descriptors.requireNoSockets();
    }

    private static <T> FutureTask<T> started(java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static Thread waiting(FutureTask<?> task) {
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void whoIsDroppedGivesItsSocketBackAndTheOtherSideIsTold() throws Exception {
        here.send("sent before");
        here = Client.connect(listener.address(), key);
        FutureTask<Object> told = new FutureTask<>(() -> {
            assertThat(there.receive()).isEqualTo("sent before");
            assertThatThrownBy(there::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("without having closed");
            return "told";
        });
        Thread waiting = Thread.ofPlatform().daemon().start(told);
        while (!told.isDone()) {
            System.gc();
            waiting.join(Duration.ofMillis(20));
        }
        assertThat(told.get()).isEqualTo("told");
    }

    @Test
    void c01_messagesKeepBoundariesAndOrderAndBytesAndObjectsCanBeMixed() throws Exception {
        byte[] big = new byte[16 << 20];
        new Random(1).nextBytes(big);
        FutureTask<Void> sending = started(() -> {
            here.send(Map.of("one", List.of(1, 2)));
            here.sendBytes(new byte[0]);
            here.send(null);
            here.sendBytes(big);
            here.send(big);
            here.sendBytes(ByteBuffer.allocateDirect(5));
            here.sendBytes(new byte[] {1, 2, 3, 4}, 1, 2);
            return null;
        });
        assertThat(there.receive()).isEqualTo(Map.of("one", List.of(1, 2)));
        assertThat(there.receiveBytes()).isEmpty();
        assertThat(there.receive()).isNull();
        assertThat(Arrays.equals(there.receiveBytes(), big)).isTrue();
        assertThat(Arrays.equals(there.receiveBytes(), big)).isTrue();
        assertThat(there.receiveBytes(new byte[10])).isEqualTo(5);
        assertThat(there.receiveBytes()).containsExactly(2, 3);
        sending.get();
    }

    @Test
    void c01_bothDirectionsAndManySendersDoNotMix() throws Exception {
        int each = 200;
        List<FutureTask<Void>> senders = Arrays.asList(null, null, null, null);
        for (int s = 0; s < senders.size(); s++) {
            byte[] message = new byte[s * 30_000 + 1];
            Arrays.fill(message, (byte) s);
            Connection from = s % 2 == 0 ? here : there;
            senders.set(s, started(() -> {
                for (int i = 0; i < each; i++) {
                    from.sendBytes(message);
                }
                return null;
            }));
        }
        FutureTask<Integer> other = started(() -> whole(here, 2 * each));
        assertThat(whole(there, 2 * each)).isEqualTo(2 * each);
        assertThat(other.get()).isEqualTo(2 * each);
    }

    private static int whole(Connection from, int messages) throws Exception {
        int whole = 0;
        for (int i = 0; i < messages; i++) {
            byte[] message = from.receiveBytes();
            byte[] expected = new byte[message[0] * 30_000 + 1];
            Arrays.fill(expected, message[0]);
            whole += Arrays.equals(message, expected) ? 1 : 0;
        }
        return whole;
    }

    @Test
    void c03_c04_placesOutsideOfBuffersThrowAndTheNextMessageIsIntact() throws Exception {
        assertThatThrownBy(() -> here.sendBytes(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        here.sendBytes(new byte[] {1, 2, 3});
        here.send("an object");
        here.send("last");
        assertThatThrownBy(() -> there.receiveBytes(new byte[2]))
                .isInstanceOfSatisfying(
                        BufferTooShortException.class,
                        e -> assertThat(e.receivedMessage()).containsExactly(1, 2, 3));
        assertThatThrownBy(there::receiveBytes).isInstanceOf(IOException.class).hasMessageContaining("is an object");
        assertThat(there.receive()).isEqualTo("last");
    }

    @Test
    void c05_pollWaitsNoLongerThanItMayAndTakesNothing() throws Exception {
        assertThat(there.poll(Duration.ZERO)).isFalse();
        assertThat(there.poll(Duration.ofMillis(20))).isFalse();
        FutureTask<Boolean> polling = new FutureTask<>(() -> there.poll(LONG));
        Thread thread = waiting(polling);
        here.send(1);
        assertThat(polling.get()).isTrue();
        thread.join();
        here.send(2);
        assertThat(there.poll(Duration.ZERO)).isTrue();
        assertThat(there.receive()).isEqualTo(1);
        assertThat(there.receive()).isEqualTo(2);
        here.close();
        assertThatThrownBy(() -> there.poll(LONG)).isInstanceOf(EOFException.class);
    }

    @Test
    void c06_afterCloseBothDirectionsThrowAndTheOtherEndSeesTheEndAfterTheMessages() throws Exception {
        here.send("before");
        FutureTask<Object> receiving = new FutureTask<>(here::receive);
        Thread thread = waiting(receiving);
        here.close();
        here.close();
        thread.join();
        assertThatThrownBy(receiving::get)
                .cause()
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(here::receive).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> here.send(1)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> here.poll(Duration.ZERO)).isInstanceOf(ClosedChannelException.class);
        assertThat(here.isClosed()).isTrue();
        assertThat(there.receive()).isEqualTo("before");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(there::receive).isInstanceOf(EOFException.class);
        }
        assertThatThrownBy(() -> {
                    while (true) { // the first may still find room
                        there.sendBytes(new byte[1 << 16]);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken pipe");
    }

    @Test
    void c06_closingEndsASendThatWaits() throws Exception {
        FutureTask<Void> sending = new FutureTask<>(() -> {
            here.sendBytes(new byte[64 << 20]);
            return null;
        });
        Thread thread = waiting(sending);
        here.close();
        thread.join();
        assertThatThrownBy(sending::get).cause().isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void c08_remoteConnectionsAndListenersDoNotTravel() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            for (Object stays : new Object[] {here, listener}) {
                assertThatThrownBy(() -> pipe.first().send(stays))
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("let it connect there");
            }
        }
    }

    @Test
    void c09_waitAnyTakesRemoteConnectionsTogetherWithOtherThings() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        try (Pipe pipe = Pipe.duplex()) {
            List<Object> all = List.of(there, pipe.first(), future);
            assertThat(Waiting.waitAny(all, Duration.ofMillis(20))).isEmpty();
            FutureTask<List<Object>> looking = new FutureTask<>(() -> Waiting.waitAny(all, LONG));
            Thread thread = waiting(looking);
            here.send("now");
            assertThat(looking.get()).containsExactly(there);
            thread.join();
            future.complete("done");
            pipe.second().send(1);
            assertThat(Waiting.waitAny(all, LONG)).containsExactly(there, pipe.first(), future);
            assertThat(there.receive()).isEqualTo("now");
            assertThat(Waiting.waitAny(List.of(there), Duration.ZERO)).isEmpty();
            here.close();
            assertThat(Waiting.waitAny(List.of(there), LONG)).containsExactly(there);
        }
    }

    @Test
    void c11_anInterruptEndsTheCallAndNotTheConnection() throws Exception {
        FutureTask<Object> receiving = new FutureTask<>(there::receive);
        Thread thread = waiting(receiving);
        thread.interrupt();
        assertThatThrownBy(receiving::get).cause().isInstanceOf(InterruptedException.class);
        here.send("alive");
        assertThat(there.receive()).isEqualTo("alive");

        byte[] big = new byte[32 << 20];
        new Random(2).nextBytes(big);
        FutureTask<Boolean> sending = new FutureTask<>(() -> {
            here.sendBytes(big);
            return Thread.interrupted();
        });
        waiting(sending).interrupt();
        assertThat(sending.get())
                .as("a message that has begun is finished by somebody else")
                .isTrue();
        FutureTask<Void> next = started(() -> {
            here.send("after it");
            return null;
        });
        assertThat(Arrays.equals(there.receiveBytes(), big)).isTrue();
        assertThat(there.receive()).isEqualTo("after it");
        next.get();
    }

    @Test
    void c12_aMessageAboveTheLimitIsRefusedWithItsSizeAndTheNextIsIntact() throws Exception {
        there.setMaxMessageBytes(1000);
        FutureTask<Void> sending = started(() -> {
            here.sendBytes(new byte[4 << 20]);
            here.sendBytes(new byte[1000]);
            return null;
        });
        assertThatThrownBy(there::receiveBytes)
                .isInstanceOfSatisfying(
                        MessageTooLargeException.class,
                        e -> assertThat(e.messageBytes()).isEqualTo(4 << 20));
        assertThat(there.receiveBytes()).hasSize(1000);
        sending.get();
    }
}
