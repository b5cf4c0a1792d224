package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.BufferTooShortException;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages through pipes between this process and tasks: contracts C01 to C05. */
public abstract class PipeMessagesContract extends BackendContract {
    static final Duration NOW = Duration.ZERO;
    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(50);

    /** For subclasses. */
    protected PipeMessagesContract() {}

    /** Whether a task has connections of its own, so that the one it was given is to be closed here. */
    protected abstract boolean tasksHaveCopies();

    /** The task has this connection now. */
    final void given(Connection connection) {
        if (tasksHaveCopies()) {
            connection.close();
        }
    }

    /** Sends back what it receives until the other end is gone; returns how many messages. */
    static long echo(Connection connection) throws IOException, InterruptedException {
        long messages = 0;
        try (connection) {
            while (true) {
                connection.send(connection.receive());
                messages++;
            }
        } catch (EOFException e) {
            return messages;
        }
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    final void c01_messagesKeepBoundariesAndOrderAndBytesAndObjectsCanBeMixed() throws Exception {
        try (Pool pool = open();
                Pipe pipe = Pipe.duplex()) {
            Connection here = pipe.first();
            Connection there = pipe.second();
            TaskFuture<Long> echo = pool.submit(() -> echo(there));
            given(there);
            List<Object> objects = Arrays.asList(1, 2.5, "text", null, List.of(1, "b"), Map.of("k", 1L), true);
            for (Object object : objects) {
                here.send(object);
                here.sendBytes(new byte[] {1, 2, 3}, 1, 2);
            }
            for (Object object : objects) {
                assertThat(here.receive()).isEqualTo(object);
                assertThat(here.receiveBytes()).containsExactly(2, 3);
            }
            here.sendBytes(new byte[0]);
            assertThat(here.receiveBytes()).isEmpty();
            here.sendBytes(ByteBuffer.allocateDirect(5).put(2, (byte) 7));
            assertThat(here.receiveBytes()).containsExactly(0, 0, 7, 0, 0);
            here.close();
            assertThat(Endings.value(echo)).isEqualTo(objects.size() * 2L + 2);
        }
    }

    @Test
    final void c01_messagesOfEverySizeUpTo16MebibytesArriveWhole() throws Exception {
        try (Pool pool = open();
                Pipe pipe = Pipe.duplex()) {
            Connection there = pipe.second();
            TaskFuture<Long> echo = pool.submit(() -> echo(there));
            given(there);
            int[] sizes = {1, 7, 8, 9, 1000, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 1 << 20, 16 << 20};
            for (int size : sizes) {
                byte[] message = random(size, size);
                pipe.first().sendBytes(message);
                assertThat(Arrays.equals(pipe.first().receiveBytes(), message))
                        .as("%d bytes", size)
                        .isTrue();
            }
            pipe.first().send(new double[2 << 20]);
            assertThat(pipe.first().receive())
                    .isInstanceOfSatisfying(
                            double[].class, array -> assertThat(array).hasSize(2 << 20));
            pipe.first().close();
            assertThat(Endings.value(echo)).isEqualTo(sizes.length + 1L);
        }
    }

    @Test
    final void c01_aStreamOfLargeMessagesOfManySizesArrivesWhole() throws Exception {
        try (Pool pool = open();
                Pipe pipe = Pipe.oneWay()) {
            Connection writer = pipe.writer();
            TaskFuture<Integer> sent = pool.submit(() -> {
                try (writer) {
                    for (int i = 0; i < 120; i++) {
                        writer.sendBytes(random(sizeOf(i), i));
                    }
                }
                return 120;
            });
            given(writer);
            for (int i = 0; i < 120; i++) {
                assertThat(Arrays.equals(pipe.reader().receiveBytes(), random(sizeOf(i), i)))
                        .as("message %d", i)
                        .isTrue();
            }
            assertThat(Endings.value(sent)).isEqualTo(120);
            assertThatThrownBy(pipe.reader()::receive).isInstanceOf(EOFException.class);
        }
    }

    /** Some small ones, some that do not fit into what the ones before needed. */
    private static int sizeOf(int message) {
        return message % 3 == 0 ? 100 : message * 12_345;
    }

    @Test
    final void c02_aOneWayPipeRefusesTheOtherWay() throws Exception {
        try (Pipe pipe = Pipe.oneWay()) {
            Connection reader = pipe.reader();
            Connection writer = pipe.writer();
            assertThat(List.of(reader.isReadable(), reader.isWritable(), writer.isReadable(), writer.isWritable()))
                    .containsExactly(true, false, false, true);
            assertThatThrownBy(() -> reader.send(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot send");
            assertThatThrownBy(() -> reader.sendBytes(new byte[1])).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::receive)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot receive");
            assertThatThrownBy(writer::receiveBytes).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.poll(NOW)).isInstanceOf(IllegalStateException.class);
            writer.send("still works");
            assertThat(reader.receive()).isEqualTo("still works");
        }
    }

    @Test
    final void c03_aRangeOutsideOfTheArraySendsNothing() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            Connection from = pipe.first();
            byte[] bytes = new byte[4];
            for (int[] range : new int[][] {{-1, 2}, {0, 5}, {4, 1}, {5, 0}, {2, -1}, {Integer.MAX_VALUE, 2}}) {
                assertThatThrownBy(() -> from.sendBytes(bytes, range[0], range[1]))
                        .as("%d, %d", range[0], range[1])
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(pipe.second().poll(NOW)).isFalse();
            from.sendBytes(bytes, 4, 0);
            assertThat(pipe.second().receiveBytes()).isEmpty();
        }
    }

    @Test
    final void c04_aBufferThatIsTooShortGivesTheWholeMessageInTheError() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            for (int size : new int[] {100, 1 << 20}) {
                byte[] message = random(size, 1);
                pipe.first().sendBytes(message);
                pipe.first().sendBytes(new byte[] {1, 2});
                byte[] small = new byte[10];
                assertThatThrownBy(() -> pipe.second().receiveBytes(small))
                        .isInstanceOfSatisfying(
                                BufferTooShortException.class,
                                e -> assertThat(e.receivedMessage()).isEqualTo(message));
                assertThat(small).containsOnly(0);
                ByteBuffer into = ByteBuffer.allocate(10).position(3);
                assertThat(pipe.second().receiveBytes(into)).isEqualTo(2);
                assertThat(into.flip().array()).containsExactly(0, 0, 0, 1, 2, 0, 0, 0, 0, 0);
            }
            pipe.first().sendBytes(new byte[] {5});
            byte[] into = new byte[1];
            assertThat(pipe.second().receiveBytes(into)).isEqualTo(1);
            assertThat(into).containsExactly(5);
        }
    }

    @Test
    final void c05_pollWaitsAtMostItsTimeAndTakesNothing() throws Exception {
        try (Pool pool = open();
                Pipe pipe = Pipe.duplex()) {
            Connection here = pipe.first();
            Connection there = pipe.second();
            assertThat(here.poll(NOW)).isFalse();
            assertThat(here.poll(Duration.ofSeconds(-1))).isFalse();
            long begin = System.nanoTime();
            assertThat(here.poll(SHORT)).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.plusMillis(500));
            TaskFuture<Long> answers = pool.submit(() -> {
                Object question = there.receive();
                there.send(question);
                there.sendBytes(new byte[2]);
                return 0L;
            });
            assertThat(here.poll(SHORT)).isFalse();
            here.send(11);
            assertThat(here.poll(LONG)).isTrue();
            Endings.value(answers);
            assertThat(here.poll(NOW)).isTrue();
            assertThat(here.poll(LONG)).isTrue();
            assertThat(here.receive()).isEqualTo(11);
            assertThat(here.receiveBytes()).hasSize(2);
            assertThat(here.poll(NOW)).isFalse();
            given(there);
        }
    }
}
