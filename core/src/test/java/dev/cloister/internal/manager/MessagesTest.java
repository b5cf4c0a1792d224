package dev.cloister.internal.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a manager answers to messages that no client of this version sends. */
@Timeout(30)
class MessagesTest {
    private static final Limits LIMITS = new Limits(8, 2, 100, 1 << 20, 0);

    /** What can be called. */
    public interface Adder {
        int add(int a, int b);
    }

    private static ManagerServer server() {
        return ManagerServer.open(
                "raw", List.of(new ManagedType("adder", Adder.class, _ -> (Adder) Integer::sum)), LIMITS);
    }

    private static Link open(ManagerServer server) {
        MemoryLink[] ends = MemoryLink.pair();
        server.reception().accept(ends[1], null);
        return ends[0];
    }

    private static ByteSource greet(Link link, int version, int kind, long key) throws Exception {
        ByteSink hello = new ByteSink(32)
                .putInt(Messages.MAGIC)
                .putByte(version)
                .putByte(kind)
                .putLong(key)
                .putLong(key)
                .putLong(1);
        link.send(hello.array(), hello.size());
        return new ByteSource(answer(link));
    }

    private static byte[] answer(Link link) throws IOException, InterruptedException {
        return Objects.requireNonNull(link.receive(System.nanoTime() + TimeUnit.SECONDS.toNanos(10)), "no answer");
    }

    private static ByteSource call(Link link, long object, int method, Object... arguments) throws Exception {
        ByteSink call = new ByteSink(64)
                .putByte(Messages.CALL)
                .putInt(1)
                .putLong(7)
                .putLong(object)
                .putByte(method)
                .putByte(method >> 8)
                .putByte(arguments.length);
        for (Object argument : arguments) {
            ValueCodec.encode(call, argument);
        }
        link.send(call.array(), call.size());
        return new ByteSource(answer(link));
    }

    @Test
    void g04_aMethodThatIsNotInTheInterfaceIsNotCalled() throws Exception {
        try (ManagerServer server = server()) {
            Object adder = server.root().create("adder", new Object[0]);
            long object = Objects.requireNonNull(ObjectHandler.behind(adder)).id();
            Link control = open(server);
            assertThat(greet(control, Messages.VERSION, Messages.CONTROL, 5).takeByte())
                    .isEqualTo(Messages.WELCOME);
            Link calls = open(server);
            assertThat(greet(calls, Messages.VERSION, Messages.CALLS_LINK, 5).takeByte())
                    .isEqualTo(Messages.WELCOME);
            ByteSource sum = call(calls, object, 0, 1, 2);
            assertThat(sum.takeByte()).isEqualTo(Messages.VALUE);
            assertThat(ValueCodec.decode(sum, Adder.class.getClassLoader())).isEqualTo(3);
            for (int method : new int[] {1, 255, 65_535}) {
                ByteSource refused = call(calls, object, method, 1, 2);
                assertThat(refused.takeByte()).isEqualTo(Messages.THROWN);
                assertThat(Messages.takeThrown(refused, "test", null))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("only these can be called");
            }
            ByteSource wrongArguments = call(calls, object, 0, "a");
            assertThat(wrongArguments.takeByte()).isEqualTo(Messages.THROWN);
            ByteSource gone = call(calls, 12_345, 0);
            assertThat(gone.takeByte()).isEqualTo(Messages.THROWN);
            assertThat(Messages.takeThrown(gone, "test", null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("12345");
            control.close();
            assertThatThrownBy(() -> answer(calls))
                    .as("its calls go with the client")
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void whoIsNoClientIsSentAway() throws Exception {
        try (ManagerServer server = server()) {
            ByteSource other = greet(open(server), Messages.VERSION + 1, Messages.CONTROL, 1);
            assertThat(other.takeByte()).isEqualTo(Messages.REFUSED);
            assertThat(other.takeText()).contains("version");
            ByteSource unknown = greet(open(server), Messages.VERSION, Messages.CALLS_LINK, 99);
            assertThat(unknown.takeByte()).isEqualTo(Messages.REFUSED);
            Link noise = open(server);
            noise.send(new byte[] {1, 2, 3}, 3);
            assertThatThrownBy(() -> answer(noise)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void noiseInCallsEndsTheLinkAndNothingElse() throws Exception {
        Random random = new Random(11);
        try (ManagerServer server = server()) {
            Object adder = server.root().create("adder", new Object[0]);
            Link control = open(server);
            greet(control, Messages.VERSION, Messages.CONTROL, 5);
            for (int i = 0; i < 200; i++) {
                Link calls = open(server);
                ByteSource welcome = greet(calls, Messages.VERSION, Messages.CALLS_LINK, 5);
                if (welcome.takeByte() == Messages.WELCOME) {
                    byte[] noise = new byte[1 + random.nextInt(60)];
                    random.nextBytes(noise);
                    noise[0] = (byte) (1 + random.nextInt(2));
                    calls.send(noise, noise.length);
                }
                calls.close();
            }
            assertThat(((Adder) adder).add(2, 3)).isEqualTo(5);
            assertThat(server.root().debugInfo()).contains("client 1 (pid 1)");
        }
    }

    /** Gives links to a manager of this JVM, unless the thread is interrupted. */
    private record ToServer(ManagerServer server) implements Connector {
        @Override
        public Link open() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("no link to who is interrupted");
            }
            return MessagesTest.open(server);
        }

        @Override
        public boolean isManagerAlive() {
            return true;
        }

        @Override
        public @Nullable ObjectInputFilter filter() {
            return null;
        }

        @Override
        public void close() {}

        @Override
        public ManagerAddress address() {
            return new ManagerAddress(0, "of the test", 0, 0, null, "here");
        }
    }

    @Test
    void anInterruptWhileALinkIsMadeIsKeptOrTold() throws Exception {
        try (ManagerServer server = server();
                ManagerClient client = ManagerClient.connectFar(new ToServer(server));
                ManagerClient other = ManagerClient.connectFar(new ToServer(server))) {
            Thread.currentThread().interrupt();
            assertThat(client.root().numberOfObjects())
                    .as("a call that no interrupt ends")
                    .isZero();
            assertThat(Thread.interrupted()).as("kept").isTrue();
            Recording batch = new Recording(other);
            CompletableFuture<?> size = batch.note(() -> other.root().numberOfObjects());
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> batch.make(null)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).as("told").isFalse();
            assertThat(size).isCompletedExceptionally();
        }
    }

    @Test
    void thereAreNotMoreConnectionsThanMayBe() throws Exception {
        try (ManagerServer server = server()) {
            Link[] open = new Link[LIMITS.maxConnections()];
            for (int i = 0; i < open.length; i++) {
                open[i] = open(server);
            }
            Link more = open(server);
            ByteSource refused = new ByteSource(answer(more));
            assertThat(refused.takeByte()).isEqualTo(Messages.REFUSED);
            assertThat(refused.takeText()).contains("maxConnections=8");
        }
    }
}
