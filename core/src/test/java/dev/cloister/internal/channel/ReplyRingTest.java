package dev.cloister.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.FrameType;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(60)
class ReplyRingTest {
    @TempDir
    Path directory;

    private Path file;
    private ReplyRing reader;
    private ReplyRing writer;

    @BeforeEach
    void open() throws IOException {
        file = directory.resolve("test.ring");
        reader = ReplyRing.create(file);
        writer = ReplyRing.open(file);
    }

    @Test
    void theFileIsReadableByItsUserOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void framesComeInOrderAroundTheEndManyTimes() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = new byte[random.nextInt(500)];
            random.nextBytes(body);
            writer.write(FrameType.RESULT, i, body);
            boolean _ = writer.publish();
            Frame frame = reader.read(false);
            assertThat(frame.id()).isEqualTo(i);
            assertThat(frame.body()).isEqualTo(body);
            reader.release();
        }
        assertThat(reader.hasFrames()).isFalse();
    }

    @Test
    void itemsOfOneChunkComeTogetherAndNoOthers() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 2_000; round++) {
            ByteSink first = new ByteSink(16);
            for (int i = 0; i < 20; i++) {
                byte[] body = item(random.nextInt(300), random);
                first.putBytes(body, 0, body.length);
                writer.write(FrameType.ITEM, 7, body);
            }
            byte[] other = item(1, random);
            writer.write(FrameType.ITEM, 8, other);
            writer.write(FrameType.RESULT, 8, new byte[] {2});
            boolean _ = writer.publish();
            Frame items = reader.read(false);
            assertThat(items.type()).isEqualTo(FrameType.ITEM);
            assertThat(items.id()).isEqualTo(7);
            assertThat(items.body()).isEqualTo(first.toBytes());
            assertThat(reader.read(false).body()).isEqualTo(other);
            assertThat(reader.read(false).type()).isEqualTo(FrameType.RESULT);
            assertThat(reader.read(false)).isNull();
            reader.release();
        }
    }

    @Test
    void anItemWithAFalseLengthIsNoItem() {
        writer.write(FrameType.ITEM, 7, new byte[] {FrameLayout.ITEM_MARK, 9, 0, 0, 0, 1});
        boolean _ = writer.publish();
        assertThatThrownBy(() -> reader.read(false)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void whatFollowsAnItemsHeaderAndIsNoItemIsRefused() {
        writer.write(FrameType.ITEM, 7, new byte[] {3, 1, 0, 0, 0, 1});
        boolean _ = writer.publish();
        assertThatThrownBy(() -> reader.read(false)).isInstanceOf(ProtocolException.class);
    }

    /** The body of an ITEM: its mark, its length and so many bytes. */
    private static byte[] item(int length, SplittableRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new ByteSink(16).putByte(FrameLayout.ITEM_MARK).putSized(bytes).toBytes();
    }

    @Test
    void itemsThatAreMoreThanOneReadTakesComeInOrder() throws IOException {
        ByteSink all = new ByteSink(16);
        byte[] body = item(4995, new SplittableRandom(3));
        for (int i = 0; i < 20; i++) {
            body[5] = (byte) i;
            all.putBytes(body, 0, body.length);
            writer.write(FrameType.ITEM, 7, body);
        }
        boolean _ = writer.publish();
        ByteSink read = new ByteSink(16);
        for (Frame items; (items = reader.read(false)) != null; ) {
            read.putBytes(items.body(), 0, items.body().length);
        }
        assertThat(read.toBytes()).isEqualTo(all.toBytes());
    }

    @Test
    void anItemThatIsLargerThanOneReadComesWhole() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        byte[] small = item(10, random);
        byte[] large = item(40_000, random);
        writer.write(FrameType.ITEM, 7, small);
        writer.write(FrameType.ITEM, 7, large);
        writer.write(FrameType.ITEM, 7, small);
        boolean _ = writer.publish();
        assertThat(reader.read(false).body()).isEqualTo(small);
        assertThat(reader.read(false).body()).isEqualTo(large);
        assertThat(reader.read(false).body()).isEqualTo(small);
        assertThat(reader.read(false)).isNull();
    }

    @Test
    void whatIsNotPublishedIsNotSeen() throws IOException {
        writer.write(FrameType.RESULT, 1, new byte[3]);
        assertThat(reader.read(false)).isNull();
        boolean _ = writer.publish();
        assertThat(reader.read(false).id()).isEqualTo(1);
    }

    @Test
    void aFullRingHasRoomAgainWhenTheReaderReleased() throws IOException {
        byte[] body = new byte[1000];
        int count = 0;
        for (; writer.hasRoom(body.length); count++) {
            writer.write(FrameType.RESULT, count, body);
        }
        assertThat(count).isEqualTo(RingLayout.CAPACITY / 1024);
        boolean _ = writer.publish();
        assertThat(reader.read(false).id()).isZero();
        assertThat(writer.hasRoom(body.length)).isFalse();
        reader.release();
        assertThat(writer.hasRoom(body.length)).isTrue();
    }

    @Test
    void aMarkStopsTheReaderUntilItHasTheFrame() throws IOException {
        writer.write(FrameType.NEXT_IN_PIPE, 0, new byte[0]);
        writer.write(FrameType.RESULT, 2, new byte[0]);
        boolean _ = writer.publish();
        assertThat(reader.read(false)).isNull();
        assertThat(reader.atMarker()).isTrue();
        assertThat(reader.read(true).type()).isEqualTo(FrameType.NEXT_IN_PIPE);
        assertThat(reader.read(false).id()).isEqualTo(2);
    }

    @Test
    void onlyASleepingReaderIsWokenAndOnlyOnce() {
        assertThat(reader.prepareToSleep()).isTrue();
        writer.write(FrameType.RESULT, 1, new byte[0]);
        assertThat(writer.publish()).isTrue();
        assertThat(writer.publish()).isFalse();
        assertThat(reader.prepareToSleep()).as("there is a frame").isFalse();
        assertThat(writer.publish()).isFalse();
    }

    @Test
    void garbageIsAnException() throws IOException {
        byte[] garbage = new byte[4096];
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            Path other = directory.resolve("garbage-" + round);
            ReplyRing victim = ReplyRing.create(other);
            random.nextBytes(garbage);
            ReplyRing.open(other).writeRaw(garbage, 1 + random.nextInt(garbage.length));
            assertThatThrownBy(() -> victim.read(false)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aFileOfAnotherKindIsNotOpened() throws IOException {
        Path other = Files.write(directory.resolve("other"), new byte[RingLayout.DATA_AT + RingLayout.CAPACITY]);
        assertThatThrownBy(() -> ReplyRing.open(other)).isInstanceOf(IOException.class);
    }

    @Test
    void aSenderIsNeverStuckAndLosesNothingWhileAReaderReads() throws Exception {
        int frames = 300_000;
        FrameSender sender = new FrameSender(OutputStream.nullOutputStream());
        sender.attach(writer);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < frames; i++) {
                    sender.append(FrameType.RESULT, i, new byte[i % 300]);
                    if (i % 3 == 0) {
                        sender.flush();
                    }
                }
                sender.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < frames; ) {
            Frame frame = reader.read(false);
            if (frame == null) {
                Thread.onSpinWait();
            } else {
                assertThat(frame.id()).isEqualTo(i);
                assertThat(frame.body()).hasSize(i % 300);
                reader.release();
                i++;
            }
        }
        writing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatAProcessPublishedBeforeItWasKilledIsThere() throws Exception {
        for (int round = 1; round <= 3; round++) {
            Path shared = directory.resolve("killed-" + round);
            ReplyRing ring = ReplyRing.create(shared);
            Process process = startWriter(shared);
            long next = 0;
            while (next < 50_000L * round) {
                next += drain(ring, next);
                assertThat(process.isAlive()).isTrue();
            }
            process.toHandle().destroyForcibly();
            process.waitFor();
            next += drain(ring, next);
            long said = -1;
            try (BufferedReader out = process.inputReader()) {
                for (String line; (line = out.readLine()) != null && !line.isEmpty(); ) {
                    said = line.length() == 10 ? Long.parseLong(line) : said; // the last line may be cut off
                }
            }
            assertThat(said).isPositive().isLessThan(next);
        }
    }

    private static long drain(ReplyRing ring, long from) throws IOException {
        long count = 0;
        for (Frame frame; (frame = ring.read(false)) != null; count++) {
            assertThat(frame.id()).isEqualTo(from + count);
        }
        ring.release();
        return count;
    }

    private static Process startWriter(Path ring) throws Exception {
        String classes = Path.of(ReplyRing.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                + File.pathSeparator
                + Path.of(Writer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        List.of(java, "-Xshare:auto", "-cp", classes, Writer.class.getName(), ring.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The other process: publishes numbered frames until it is killed, and says now and then how far it is. */
    static final class Writer {
        public static void main(String[] args) throws IOException {
            FrameSender sender = new FrameSender(OutputStream.nullOutputStream());
            sender.attach(ReplyRing.open(Path.of(args[0])));
            for (long i = 0; ; i++) {
                sender.send(FrameType.RESULT, i, new byte[(int) (i % 100)]);
                if (i % 1000 == 0) {
                    System.out.printf("%010d%n", i);
                }
            }
        }
    }
}
