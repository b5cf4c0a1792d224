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
import dev.cloister.shared.TruncatedMessageException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contracts A04, A05 and A07: what somebody without the key, or between two that have it, can try. All of it fails. */
@Timeout(60)
class AttackTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final AuthenticationKey key = AuthenticationKey.random();
    private Listener listener;

    @BeforeEach
    void listen() throws Exception {
        listener = Listener.onLoopback(key);
    }

    @AfterEach
    void theListenerGoesOnAndNothingIsLeft() throws Exception {
        try (RemoteConnection client = Client.connect(listener.address(), key)) {
            client.send("honest");
            try (RemoteConnection server = listener.tryAccept(LONG)) {
                assertThat(server).isNotNull();
                assertThat(server.receive()).isEqualTo("honest");
            }
        }
        listener.close();
        Descriptors.requireNoSockets();
    }

    private Socket stranger() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        return new Socket(address.getAddress(), address.getPort());
    }

    /** A client of the listener whose packets go through somebody who changes them. */
    private RemoteConnection through(Relay relay) throws Exception {
        InetSocketAddress wanted = (InetSocketAddress) listener.address();
        return Client.connect(
                relay.address(), key, RemoteOptions.defaults().withExpectedName("127.0.0.1:" + wanted.getPort()));
    }

    @Test
    void a04_withAnotherKeyBothSidesGetAnErrorAndTheListenerGoesOn() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (AuthenticationKey other = AuthenticationKey.random()) {
                assertThatThrownBy(() -> Client.connect(listener.address(), other))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("has not proved that it has the same key");
            }
            assertThatThrownBy(() -> listener.tryAccept(LONG))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("the other side has another key");
        }
        assertThat(listener.statistics().refused()).isEqualTo(3);
    }

    @Test
    void a04_refusalsGoToTheirListenerIfThereIsOne() throws Exception {
        List<AuthenticationException> told = java.util.Collections.synchronizedList(new ArrayList<>());
        RemoteOptions options = RemoteOptions.defaults().withRefusalListener(told::add);
        try (Listener quiet = Listener.onLoopback(key, options);
                AuthenticationKey other = AuthenticationKey.random()) {
            assertThatThrownBy(() -> Client.connect(quiet.address(), other))
                    .isInstanceOf(AuthenticationException.class);
            try (RemoteConnection honest = Client.connect(quiet.address(), key);
                    RemoteConnection server = quiet.accept()) {
                honest.send(1);
                assertThat(server.receive()).isEqualTo(1);
            }
            while (told.isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void a05_aRecordedSessionCannotBeReplayed() throws Exception {
        byte[] recorded;
        try (Relay relay = new Relay(listener.address(), Relay.NONE)) {
            try (RemoteConnection client = through(relay)) {
                client.send("transfer 100");
                try (RemoteConnection server = listener.accept()) {
                    assertThat(server.receive()).isEqualTo("transfer 100");
                }
            }
            recorded = relay.ofClient.toByteArray();
        }
        try (Socket again = stranger()) {
            again.getOutputStream().write(recorded);
            assertThatThrownBy(() -> listener.tryAccept(LONG))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("has not proved");
        }
    }

    @Test
    void a05_theListenersOwnProofSentBackIsNoProof() throws Exception {
        try (Socket attacker = stranger()) {
            OutputStream out = attacker.getOutputStream();
            DataInputStream in = new DataInputStream(attacker.getInputStream());
            out.write(hello(listener.address().toString().replaceFirst(".*/", ""), new byte[32]));
            byte[] proof = readFrame(in);
            byte[] mac = Arrays.copyOfRange(proof, proof.length - 32, proof.length);
            out.write(frame(HandshakeFrames.CLIENT_PROOF, mac));
            byte[] answer = readFrame(in);
            assertThat(answer[HandshakeFrames.VERSION.length]).isEqualTo((byte) HandshakeFrames.REFUSAL);
            assertThat(in.read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> listener.tryAccept(LONG)).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void a05_aListenerWithoutTheKeyLearnsNothingFromTheClientItCanUse() throws Exception {
        try (ServerSocket fake = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            FutureTask<byte[]> serving = new FutureTask<>(() -> {
                try (Socket victim = fake.accept()) {
                    DataInputStream in = new DataInputStream(victim.getInputStream());
                    byte[] hello = readFrame(in);
                    byte[] nonce = Arrays.copyOfRange(
                            hello, HandshakeFrames.VERSION.length + 1, HandshakeFrames.VERSION.length + 33);
                    byte[] both = Arrays.copyOf(nonce, 64);
                    victim.getOutputStream().write(frame(HandshakeFrames.SERVER_PROOF, both));
                    return in.readAllBytes();
                }
            });
            Thread.ofPlatform().start(serving);
            assertThatThrownBy(() -> Client.connect(fake.getLocalSocketAddress(), key))
                    .isInstanceOf(AuthenticationException.class);
            assertThat(serving.get()).as("a refusal, and no proof").hasSizeLessThan(32);
        }
    }

    @Test
    void a05_whoIsDialledInsteadCannotPassItOnToTheListener() throws Exception {
        try (Relay relay = new Relay(listener.address(), Relay.NONE)) {
            assertThatThrownBy(() -> Client.connect(relay.address(), key))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("does not answer to that name");
        }
        assertThatThrownBy(() -> listener.tryAccept(LONG))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("forwarded");
    }

    @Test
    void a05_norWhenHeChangesTheNameToTheListenersOwn() throws Exception {
        String own = "127.0.0.1:" + ((InetSocketAddress) listener.address()).getPort();
        try (Relay relay = new Relay(listener.address(), (fromClient, number, said) -> {
            int nonceAt = 2 + HandshakeFrames.VERSION.length + 1;
            return List.of(
                    fromClient && number == 0 ? hello(own, Arrays.copyOfRange(said, nonceAt, nonceAt + 32)) : said);
        })) {
            assertThatThrownBy(() -> Client.connect(relay.address(), key))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("has not proved");
            assertThatThrownBy(() -> listener.tryAccept(LONG)).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void a05_aForwardedPortWorksWhenTheListenerIsToldItsName() throws Exception {
        RemoteOptions named = RemoteOptions.defaults().withNames("cache.example.com:7070");
        try (Listener behind = Listener.onLoopback(key, named);
                Relay tunnel = new Relay(behind.address(), Relay.NONE);
                RemoteConnection client = Client.connect(
                        tunnel.address(), key, RemoteOptions.defaults().withExpectedName("cache.example.com:7070"));
                RemoteConnection server = behind.accept()) {
            client.send("through");
            assertThat(server.receive()).isEqualTo("through");
        }
    }

    @Test
    void a05_otherVersionsAreRefusedAndNothingIsNegotiated() throws Exception {
        try (Socket old = stranger()) {
            byte[] hello = hello("x", new byte[32]);
            hello[2 + 9] = '0'; // cloister/0
            old.getOutputStream().write(hello);
            byte[] answer = readFrame(new DataInputStream(old.getInputStream()));
            assertThat(answer).hasSize(HandshakeFrames.VERSION.length + 2);
            assertThat(answer[HandshakeFrames.VERSION.length + 1]).isEqualTo((byte) Refusal.VERSION.code());
        }
        assertThatThrownBy(() -> listener.tryAccept(LONG))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("another version");
    }

    /** Each changes the record that holds the second of three messages, or its place. */
    @Test
    void a05_whatIsSentAfterTheHandshakeCannotBeChangedRepeatedMovedOrSentBack() throws Exception {
        byte[][] held = new byte[1][];
        Relay.Change flipped = (fromClient, number, said) -> {
            if (fromClient && number == 3) {
                said[said.length - 40] ^= 1;
            }
            return List.of(said);
        };
        Relay.Change repeated =
                (fromClient, number, said) -> fromClient && number == 2 ? List.of(said, said) : List.of(said);
        Relay.Change dropped = (fromClient, number, said) -> fromClient && number == 3 ? List.of() : List.of(said);
        Relay.Change swapped = (fromClient, number, said) -> {
            if (fromClient && number == 3) {
                held[0] = said;
                return List.of();
            }
            return fromClient && number == 4 ? List.of(said, held[0]) : List.of(said);
        };
        Relay.Change lengthened = (fromClient, number, said) -> {
            if (fromClient && number == 3) {
                said[3] = 0x7f; // some 2 GiB
            }
            return List.of(said);
        };
        for (Relay.Change change : List.of(flipped, repeated, dropped, swapped, lengthened)) {
            try (Relay relay = new Relay(listener.address(), change);
                    RemoteConnection client = through(relay);
                    RemoteConnection server = listener.accept()) {
                client.send("one");
                client.send("two");
                client.send("three");
                assertThat(server.receive()).isEqualTo("one");
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(server::receive)
                            .isInstanceOf(AuthenticationException.class)
                            .hasMessageContaining("not what it sent");
                }
            }
        }
    }

    @Test
    void a05_recordsSentBackToTheirSenderAreRefused() throws Exception {
        List<byte[]> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        Relay.Change reflected = (fromClient, number, said) -> {
            if (fromClient && number == 2) {
                seen.add(said);
            }
            return !fromClient && number == 2 ? List.of(seen.getFirst()) : List.of(said);
        };
        try (Relay relay = new Relay(listener.address(), reflected);
                RemoteConnection client = through(relay);
                RemoteConnection server = listener.accept()) {
            client.send("mine");
            assertThat(server.receive()).isEqualTo("mine");
            server.send("yours");
            assertThatThrownBy(client::receive).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void aLineThatIsCutInAMessageIsToldFromOneThatIsCutBetweenTwo() throws Exception {
        Relay.Change inRecord = (fromClient, number, said) ->
                fromClient && number == 3 ? List.of(Arrays.copyOf(said, said.length / 2), Relay.CUT) : List.of(said);
        Relay.Change inMessage =
                (fromClient, number, said) -> fromClient && number == 4 ? List.of(said, Relay.CUT) : List.of(said);
        Relay.Change between =
                (fromClient, number, said) -> fromClient && number == 3 ? List.of(Relay.CUT) : List.of(said);
        for (Relay.Change change : List.of(inRecord, inMessage, between)) {
            try (Relay relay = new Relay(listener.address(), change);
                    RemoteConnection client = through(relay);
                    RemoteConnection server = listener.accept()) {
                client.send("whole");
                client.sendBytes(new byte[200_000]);
                assertThat(server.receive()).isEqualTo("whole");
                assertThatThrownBy(server::receive)
                        .isInstanceOf(change == between ? EOFException.class : TruncatedMessageException.class)
                        .hasMessageContaining("gone");
            }
        }
    }

    @Test
    void a07_beforeTheHandshakeIsOverNoMoreThan256BytesAreTaken() throws Exception {
        for (int length : new int[] {255, 1000, 0xffff, 0, 5}) {
            try (Socket rude = stranger()) {
                byte[] much = new byte[length + 2];
                much[0] = (byte) length;
                much[1] = (byte) (length >> 8);
                rude.getOutputStream().write(much);
                assertThat(endOf(rude)).as("the end, at once").isEqualTo(-1);
            }
        }
        assertThat(listener.statistics().unauthenticated()).isZero();
    }

    @Test
    void a07_nothingOfAStrangerIsDeserialized() throws Exception {
        try (Socket stranger = stranger()) {
            stranger.getOutputStream().write(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'});
            assertThat(endOf(stranger)).isEqualTo(-1);
        }
        String name = "127.0.0.1:" + ((InetSocketAddress) listener.address()).getPort();
        try (Socket stranger = stranger()) { // straight to a record, without a proof
            stranger.getOutputStream().write(hello(name, new byte[32]));
            byte[] _ = readFrame(new DataInputStream(stranger.getInputStream()));
            stranger.getOutputStream().write(frame(HandshakeFrames.WELCOME, new byte[32]));
            assertThat(endOf(stranger)).isEqualTo(-1);
        }
    }

    private static int endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) { // reset, because not all that was sent was read
            return -1;
        }
    }

    private static byte[] hello(String name, byte[] nonce) {
        byte[] text = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(nonce, nonce.length + text.length);
        System.arraycopy(text, 0, body, nonce.length, text.length);
        return frame(HandshakeFrames.HELLO, body);
    }

    private static byte[] frame(int type, byte[] body) {
        int length = HandshakeFrames.VERSION.length + 1 + body.length;
        byte[] frame = Arrays.copyOf(new byte[] {(byte) length, (byte) (length >> 8)}, 2 + length);
        System.arraycopy(HandshakeFrames.VERSION, 0, frame, 2, HandshakeFrames.VERSION.length);
        frame[2 + HandshakeFrames.VERSION.length] = (byte) type;
        System.arraycopy(body, 0, frame, frame.length - body.length, body.length);
        return frame;
    }

    private static byte[] readFrame(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() + 256 * in.readUnsignedByte();
        return in.readNBytes(length);
    }
}
