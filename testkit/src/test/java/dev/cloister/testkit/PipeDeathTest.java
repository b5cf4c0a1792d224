package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.RemoteConsumer;
import dev.cloister.TaskFuture;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that die while they use a pipe. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class PipeDeathTest {
    private static final int LARGE = 16 << 20;
    private static final Duration TOLD = Duration.ofSeconds(2);
    private static final Random RANDOM = new Random(4);

    /** One end here, one in the worker. */
    private static final class Ends implements AutoCloseable, Serializable {
        private static final long serialVersionUID = 1;

        private final transient Connection mine;
        private final Connection theirs;

        Ends(Pipe pipe) {
            this.mine = pipe.first();
            this.theirs = pipe.second();
        }

        @Override
        public void close() {
            mine.close();
            theirs.close();
        }
    }

    private static byte[] message(int number, int length) {
        byte[] message = new byte[length];
        java.util.Arrays.fill(message, (byte) number);
        return message;
    }

    private static List<Integer> receiveAll(Connection connection, int length)
            throws IOException, InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        try {
            while (true) {
                byte[] got = connection.receiveBytes();
                assertThat(java.util.Arrays.equals(got, message(got[0], length)))
                        .as("message %d is whole", got[0])
                        .isTrue();
                numbers.add((int) got[0]);
            }
        } catch (EOFException e) {
            return numbers;
        }
    }

    private static RemoteConsumer<Ends> sending(int length) {
        return ends -> {
            try (Connection connection = ends.theirs) {
                connection.sendBytes(message(1, length));
                connection.sendBytes(message(2, length));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200_000})
    void aSenderThatDiesBeforeAnyStoreHasSentWholeMessages(int length) throws Exception {
        long steps = CrashSteps.each(() -> new Ends(Pipe.duplex()), sending(length), (ends, n, died) -> {
            ends.theirs.close();
            List<Integer> numbers = receiveAll(ends.mine, length);
            assertThat(List.of(1, 2).subList(0, numbers.size())).isEqualTo(numbers);
            assertThat(died || numbers.size() == 2).isTrue();
        });
        assertThat(steps).isBetween(10L, 20L);
    }

    private static RemoteConsumer<Ends> receiving(int length) {
        return ends -> {
            try (Connection connection = ends.theirs) {
                assertThat(connection.receiveBytes()).isEqualTo(message(1, length));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200_000})
    void aReceiverThatDiesBeforeAnyStoreHasTakenItsMessageOrNot(int length) throws Exception {
        long steps = CrashSteps.each(
                () -> {
                    Ends ends = new Ends(Pipe.duplex());
                    ends.mine.sendBytes(message(1, length));
                    ends.mine.sendBytes(message(2, length));
                    return ends;
                },
                receiving(length),
                (ends, n, died) -> {
                    ends.mine.close();
                    List<Integer> numbers = receiveAll(ends.theirs, length);
                    assertThat(numbers).isIn(List.of(1, 2), List.of(2));
                    assertThat(died || numbers.size() == 1).isTrue();
                });
        assertThat(steps).isBetween(3L, 10L);
    }

    /** Ends a worker process at once. */
    private static void kill(Connection tellsPid) throws Exception {
        long pid = (Long) Objects.requireNonNull(tellsPid.receive());
        java.util.concurrent.locks.LockSupport.parkNanos(RANDOM.nextInt(60_000_000));
        Processes.signal(pid, "KILL");
    }

    @Test
    void aSenderKilledInTheMiddleOfLargeMessagesHasSentWholeOnes() throws Exception {
        try (Pool pool = Pool.ofProcesses(1)) {
            for (int i = 0; i < 8; i++) {
                try (Pipe pipe = Pipe.oneWay();
                        Pipe pids = Pipe.oneWay()) {
                    Connection writer = pipe.writer();
                    Connection pid = pids.writer();
                    TaskFuture<Integer> task = pool.submit(() -> {
                        pid.send(ProcessHandle.current().pid());
                        for (int k = 0; true; k = (k + 1) % 100) {
                            writer.sendBytes(message(k, LARGE));
                        }
                    });
                    writer.close();
                    pid.close();
                    Thread killer = Thread.ofPlatform().start(() -> {
                        try {
                            kill(pids.reader());
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    List<Integer> numbers = receiveAll(pipe.reader(), LARGE);
                    for (int k = 0; k < numbers.size(); k++) {
                        assertThat(numbers.get(k)).isEqualTo(k % 100);
                    }
                    killer.join();
                    assertThat(Endings.error(task)).isNotNull();
                }
            }
        }
    }

    @Test
    void aReceiverThatIsKilledBreaksThePipe() throws Exception {
        try (Pool pool = Pool.ofProcesses(1)) {
            for (int length : new int[] {1000, LARGE}) {
                try (Pipe pipe = Pipe.duplex()) {
                    Connection there = pipe.second();
                    TaskFuture<Integer> task = pool.submit(() -> {
                        there.send(ProcessHandle.current().pid());
                        while (true) {
                            byte[] _ = there.receiveBytes();
                        }
                    });
                    there.close();
                    long pid = (Long) Objects.requireNonNull(pipe.first().receive());
                    for (int i = 0; i < 5; i++) {
                        pipe.first().sendBytes(new byte[length]);
                    }
                    Processes.signal(pid, "KILL");
                    long begin = System.nanoTime();
                    assertThatThrownBy(() -> {
                                while (true) {
                                    pipe.first().sendBytes(new byte[length]);
                                }
                            })
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("broken pipe");
                    assertThatThrownBy(pipe.first()::receive).isInstanceOf(EOFException.class);
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(TOLD);
                    assertThat(Endings.error(task)).isNotNull();
                }
            }
        }
    }

    @Test
    void theProcessesAtBothEndsAreKilledAndNothingIsLeft() throws Exception {
        try (Pool pool = Pool.ofProcesses(2);
                Pipe pids = Pipe.oneWay();
                Pipe pipe = Pipe.duplex()) {
            Connection one = pipe.first();
            Connection two = pipe.second();
            Connection pid = pids.writer();
            TaskFuture<Integer> first = pool.submit(() -> talk(one, pid, true));
            TaskFuture<Integer> second = pool.submit(() -> talk(two, pid, false));
            one.close();
            two.close();
            pid.close();
            long a = (Long) Objects.requireNonNull(pids.reader().receive());
            long b = (Long) Objects.requireNonNull(pids.reader().receive());
            Processes.signal(a, "KILL");
            Processes.signal(b, "KILL");
            assertThatThrownBy(pids.reader()::receive).isInstanceOf(EOFException.class);
            assertThat(Endings.error(first)).isNotNull();
            assertThat(Endings.error(second)).isNotNull();
        }
    }

    private static int talk(Connection connection, Connection pid, boolean begins) throws Exception {
        if (begins) {
            connection.send("ball");
        }
        Object ball = connection.receive();
        pid.send(ProcessHandle.current().pid());
        while (true) {
            connection.send(ball);
            ball = connection.receive();
        }
    }

    @Test
    void whatATaskLeavesOpenEndsWithItsProcess() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            Connection there = pipe.second();
            try (Pool pool = Pool.ofProcesses(1)) {
                Endings.value(pool.submit(() -> {
                    there.send("open when the task ends");
                    return 0;
                }));
                there.close();
                assertThat(pipe.first().receive()).isEqualTo("open when the task ends");
            }
            assertThatThrownBy(pipe.first()::receive).isInstanceOf(EOFException.class);
        }
    }
}
