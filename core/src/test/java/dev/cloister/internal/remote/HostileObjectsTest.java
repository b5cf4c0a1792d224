package dev.cloister.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.RemoteCallable;
import dev.cloister.internal.codec.MessageCodec;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.remote.AuthenticationKey;
import dev.cloister.remote.Client;
import dev.cloister.remote.Descriptors;
import dev.cloister.remote.Listener;
import dev.cloister.remote.RemoteConnection;
import dev.cloister.remote.RemoteOptions;
import dev.cloister.shared.MessageTooLargeException;
import dev.cloister.shared.SharedEvent;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contract A07 after the handshake: who has the key still cannot have what he likes deserialized. */
@Timeout(60)
class HostileObjectsTest {
    private final AuthenticationKey key = AuthenticationKey.random();

    @AfterEach
    void nothingIsLeft() throws Exception {
        Descriptors.requireNoSockets();
    }

    /** Two ends, of which the one that receives has these options. */
    private final class Pair implements AutoCloseable {
        private final Listener listener;
        private final RemoteConnection sender;
        private final RemoteConnection receiver;

        Pair(RemoteOptions options) throws Exception {
            listener = Listener.onLoopback(key, options);
            sender = Client.connect(listener.address(), key);
            receiver = listener.accept();
        }

        @Override
        public void close() {
            sender.close();
            receiver.close();
            listener.close();
        }

        Object pass(Object object) throws Exception {
            sender.send(object);
            return receiver.receive();
        }

        void refuse(Object object) throws Exception {
            sender.send(object);
            sender.send("next");
            assertThatThrownBy(receiver::receive).isInstanceOf(CodecException.class);
            assertThat(receiver.receive()).isEqualTo("next");
        }
    }

    /** Does something when it is read. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;
        static volatile boolean ran;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            ran = true;
            in.defaultReadObject();
        }
    }

    record Order(String item, int count) implements Serializable {}

    enum Colour {
        RED
    }

    private static final String OWN = "dev.cloister.internal.remote.HostileObjectsTest*";

    @Test
    void a07_aClassThatIsNotAllowedIsRefusedAndItsCodeNeverRuns() throws Exception {
        try (Pair pair = new Pair(RemoteOptions.defaults())) {
            Gadget.ran = false;
            pair.refuse(new Gadget());
            pair.refuse(new Gadget[1]);
            pair.refuse(List.of("innocent", new HashMap<>(Map.of(1, new Gadget()))));
            pair.refuse(new Order("tea", 1));
            pair.refuse(Colour.RED);
            pair.refuse(Gadget.class);
            try (SharedEvent event = SharedEvent.create()) {
                pair.refuse(event);
                pair.refuse(List.of(event));
            }
            pair.refuse(new java.io.File("/etc/passwd"));
            pair.refuse(java.lang.reflect.Proxy.newProxyInstance(
                    Gadget.class.getClassLoader(),
                    new Class<?>[] {Comparable.class},
                    (java.lang.reflect.InvocationHandler & Serializable) (proxy, method, arguments) -> 0));
            assertThat(Gadget.ran).isFalse();
        }
    }

    @Test
    void a07_allowedClassesAndLambdasPass() throws Exception {
        RemoteOptions named = RemoteOptions.defaults().withAllowedClasses(OWN);
        try (Pair pair = new Pair(named)) {
            assertThat(pair.pass(new Order("tea", 1))).isEqualTo(new Order("tea", 1));
            assertThat(pair.pass(new EnumMap<>(Map.of(Colour.RED, List.of(new Order("x", 2))))))
                    .isEqualTo(Map.of(Colour.RED, List.of(new Order("x", 2))));
            pair.refuse((RemoteCallable<Integer>) () -> 1);
        }
        try (Pair pair = new Pair(named.withLambdas(true))) {
            assertThat(((RemoteCallable<?>) pair.pass((RemoteCallable<Integer>) () -> 42)).call())
                    .isEqualTo(42);
        }
        try (Pair pair = new Pair(RemoteOptions.defaults().withLambdas(true))) {
            pair.refuse((RemoteCallable<Integer>) () -> 1); // of a class that is not allowed
        }
    }

    @Test
    void a07_theUsersFilterIsAskedFirst() throws Exception {
        ObjectInputFilter filter = ObjectInputFilter.Config.createFilter("!java.util.TreeMap;" + Order.class.getName());
        try (Pair pair = new Pair(RemoteOptions.defaults().withFilter(filter))) {
            assertThat(pair.pass(new Order("tea", 1))).isEqualTo(new Order("tea", 1));
            pair.refuse(new TreeMap<>(Map.of(1, 2)));
            pair.refuse(new Gadget());
            assertThat(pair.pass(new HashMap<>(Map.of(1, 2)))).isEqualTo(Map.of(1, 2));
        }
        for (String bad : new String[] {"*", "**", "!com.acme.*", "maxdepth=3", "", ".x", "a;b"}) {
            assertThatThrownBy(() -> RemoteOptions.defaults().withAllowedClasses(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a07_valuesOfTheJdkPassUnlessSomethingElseIsSaid() throws Exception {
        List<Object> values = new ArrayList<>(List.of(
                1,
                2.5,
                "text",
                'c',
                new BigDecimal("1.5"),
                Instant.EPOCH,
                Duration.ofSeconds(1),
                ZonedDateTime.now(),
                UUID.randomUUID(),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                new CopyOnWriteArrayList<>(List.of(1, 2)),
                new LinkedList<>(List.of(1)),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.emptyMap(),
                Set.of(1, 2, 3),
                Map.of("a", List.of(1, 2)),
                new TreeMap<>(Map.of("b", 2)),
                new AbstractMap.SimpleEntry<>("k", "v"),
                new java.util.BitSet(8),
                new java.util.Date(0),
                new java.util.GregorianCalendar(),
                new InetSocketAddress("127.0.0.1", 1),
                java.net.URI.create("http://example.com/")));
        values.add(null);
        try (Pair pair = new Pair(RemoteOptions.defaults())) {
            for (Object value : values) {
                assertThat(pair.pass(value)).isEqualTo(value);
            }
            assertThat((int[]) pair.pass(new int[] {1, 2})).containsExactly(1, 2);
            assertThat((String[][]) pair.pass(new String[][] {{"a"}})).isDeepEqualTo(new String[][] {{"a"}});
            assertThat(((AtomicInteger) pair.pass(new AtomicInteger(3))).get()).isEqualTo(3);
            assertThat(pair.pass(new IOException("no", new IllegalStateException("why"))))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.THROWABLE)
                    .hasMessage("no")
                    .hasRootCauseMessage("why");
            assertThat(pair.pass(new CodecException("m", "p", null))).isInstanceOf(CodecException.class);
        }
    }

    /** Each level of these doubles the work of whoever hashes the outermost. */
    @Test
    void a07_nestedCollectionsThatTakeForEverToHashAreRefused() throws Exception {
        try (Pair pair = new Pair(RemoteOptions.defaults())) {
            long begin = System.nanoTime();
            Set<Object> root = new HashSet<>();
            Set<Object> one = root;
            Set<Object> two = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Set<Object> next = new HashSet<>();
                Set<Object> other = new HashSet<>();
                next.add("x");
                one.add(next);
                one.add(other);
                two.add(next);
                two.add(other);
                one = next;
                two = other;
            }
            pair.refuse(root);
            for (Object bomb : bombs()) {
                pair.sender.send(bomb);
                pair.sender.send("next");
                assertThatThrownBy(pair.receiver::receive)
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("take for ever");
                assertThat(pair.receiver.receive()).isEqualTo("next");
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
                    .isLessThan(20);
        }
    }

    /** Tables with a key that has a graph in which each object holds the one before twice. */
    private static List<Object> bombs() {
        List<Object> bombs = new ArrayList<>();
        for (int kind = 0; kind < 5; kind++) {
            Object object = "innermost";
            for (int i = 0; i < 60; i++) {
                List<Object> both = Arrays.asList(object, object);
                object = switch (kind) {
                    case 0 -> new ArrayList<>(both);
                    case 1 -> new LinkedList<>(both);
                    case 2 -> List.of(object, object);
                    case 3 -> new AbstractMap.SimpleEntry<>(object, object);
                    default -> both;
                };
            }
            List<Object> key = new ArrayList<>();
            Map<Object, Object> table = kind % 2 == 0 ? new HashMap<>() : new ConcurrentHashMap<>();
            table.put(key, 1);
            key.add(object); // when nobody hashes it any more
            bombs.add(table);
        }
        return bombs;
    }

    @Test
    void a07_honestNestedCollectionsPass() throws Exception {
        try (Pair pair = new Pair(RemoteOptions.defaults())) {
            Object nested = "innermost";
            for (int i = 0; i < 20; i++) {
                nested = new HashMap<>(Map.of("left", new ArrayList<>(List.of(i)), "deep", nested));
            }
            assertThat(pair.pass(nested)).isEqualTo(nested);
            List<Object> shared = new ArrayList<>(Collections.nCopies(500, List.of("a", "b", "c")));
            assertThat(pair.pass(shared)).isEqualTo(shared);
            pair.refuse(Collections.nCopies(Integer.MAX_VALUE, "x")); // says more elements than it has bytes
        }
    }

    @Test
    void a07_sizesInMessagesTakeNoMemoryBeforeTheirBytesHaveCome() throws Exception {
        try (Listener listener = Listener.onLoopback(key);
                SocketChannel channel = SocketChannel.open(listener.address())) {
            String name = "127.0.0.1:" + ((InetSocketAddress) listener.address()).getPort();
            Line line = SocketLine.of(channel);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            byte[] secret = secretOf(key);
            SessionKeys keys = Handshake.asClient(line, secret, name, "it", deadline);
            MessageWriter writer = new MessageWriter(line, keys.ofClient());
            try (RemoteConnection server = listener.accept()) {
                byte[] hugeArray = {14, -1, -1, -1, 0x7f}; // int[2^31 - 1], as the codec writes it
                writer.put(this, Records.OBJECT, hugeArray, 0, hugeArray.length);
                assertThatThrownBy(server::receive).isInstanceOf(CodecException.class);
                ByteSink strings = MessageCodec.encode(new String[] {"a", "b", "c"});
                byte[] bytes = strings.toBytes();
                int count = indexOf(bytes, new byte[] {0, 0, 0, 3});
                bytes[count] = 0x7f;
                writer.put(this, Records.OBJECT, bytes, 0, bytes.length);
                assertThatThrownBy(server::receive).isInstanceOf(CodecException.class);
                long before = used();
                ByteSink said = new ByteSink(64);
                said.putInt(6).putByte(Records.BYTES).putInt(Integer.MAX_VALUE).putByte(1);
                Records records = new Records(keys.ofClient());
                byte[] record = said.toBytes();
                byte[] _ = records.tag(java.nio.ByteBuffer.wrap(new byte[1]), 0, 1);
                byte[] _ = records.tag(java.nio.ByteBuffer.wrap(new byte[1]), 0, 1);
                byte[] tag = records.tag(java.nio.ByteBuffer.wrap(record), 0, record.length);
                assertThat(line.write(java.nio.ByteBuffer.wrap(record))).isTrue();
                assertThat(line.write(java.nio.ByteBuffer.wrap(tag))).isTrue();
                assertThatThrownBy(server::receive)
                        .isInstanceOfSatisfying(
                                MessageTooLargeException.class,
                                e -> assertThat(e.messageBytes()).isEqualTo(Integer.MAX_VALUE));
                server.setMaxMessageBytes(Integer.MAX_VALUE);
                assertThat(server.poll(Duration.ZERO)).isFalse();
                assertThat(used() - before).isLessThan(64 << 20);
            }
            line.close();
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static byte[] secretOf(AuthenticationKey key) throws Exception {
        java.nio.file.Path file = java.nio.file.Files.createTempDirectory("key").resolve("key");
        try {
            key.writeTo(file);
            return KeyFile.read(file);
        } finally {
            java.nio.file.Files.delete(file);
            java.nio.file.Files.delete(file.getParent());
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
