package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.Connection;
import dev.cloister.shared.MessageTooLargeException;
import dev.cloister.shared.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Pipes between this process and tasks: their ends, limits, and many that use one; contracts C06 to C12. */
public abstract class PipeContract extends PipeMessagesContract {
    /** For subclasses. */
    protected PipeContract() {}

    @Test
    final void c06_afterCloseBothDirectionsThrowAndTheOtherEndSeesTheEndAfterTheLastMessage() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            Connection closed = pipe.first();
            Connection other = pipe.second();
            closed.send("last");
            closed.send("words");
            closed.close();
            closed.close();
            assertThat(closed.isClosed()).isTrue();
            assertThatThrownBy(() -> closed.send(1))
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(closed::receive).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> closed.sendBytes(new byte[1])).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> closed.poll(NOW)).isInstanceOf(ClosedChannelException.class);
            assertThat(other.receive()).isEqualTo("last");
            assertThat(other.poll(NOW)).isTrue();
            assertThat(other.receive()).isEqualTo("words");
            assertThatThrownBy(other::receive).isInstanceOf(EOFException.class).hasMessageContaining("other end");
            assertThatThrownBy(other::receiveBytes).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> other.poll(LONG)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> other.send(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken pipe");
        }
    }

    @Test
    final void c06_whoWaitsIsToldWhenTheOtherEndIsClosed() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            FutureTask<Object> receiving = started(() -> pipe.second().receive());
            pipe.first().close();
            assertThat(Endings.error(receiving)).isInstanceOf(EOFException.class);
        }
        try (Pipe pipe = Pipe.duplex()) {
            FutureTask<Object> sending = started(() -> fill(pipe.first()));
            pipe.second().close();
            assertThat(Endings.error(sending)).isInstanceOf(IOException.class).hasMessageContaining("broken pipe");
        }
    }

    @Test
    final void c06_closingEndsWhatWaitsAtTheSameConnection() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            FutureTask<Object> receiving = started(() -> pipe.first().receive());
            FutureTask<Object> polling = started(() -> pipe.first().poll(LONG));
            FutureTask<Object> sending = started(() -> fill(pipe.first()));
            pipe.first().close();
            for (Future<?> ended : List.of(receiving, polling, sending)) {
                assertThat(Endings.error(ended)).isInstanceOf(ClosedChannelException.class);
            }
        }
    }

    /** Sends until it cannot. */
    private static Object fill(Connection connection) throws IOException, InterruptedException {
        while (true) {
            connection.sendBytes(new byte[1000]);
        }
    }

    /** A thread that does this and is waiting by now. */
    static <T> FutureTask<T> started(java.util.concurrent.Callable<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = Thread.ofPlatform().daemon().name("waiting").start(task);
        Await.until(
                "the thread waits",
                LONG,
                () -> task.isDone()
                        || thread.getState() == Thread.State.WAITING
                        || thread.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    @Test
    final void c07_theCopyThatATaskWasGivenMayBeClosedAtOnce() throws Exception {
        try (Pool pool = open()) {
            for (int i = 0; i < 20; i++) {
                try (Pipe pipe = Pipe.duplex()) {
                    Connection there = pipe.second();
                    TaskFuture<Long> echo = pool.submit(() -> echo(there));
                    given(there);
                    pipe.first().send(i);
                    assertThat(pipe.first().receive()).isEqualTo(i);
                    pipe.first().close();
                    assertThat(Endings.value(echo)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    final void c07_theEndIsSeenWhenTheTaskClosesItsCopy() throws Exception {
        try (Pool pool = open();
                Pipe pipe = Pipe.duplex()) {
            Connection there = pipe.second();
            TaskFuture<Long> task = pool.submit(() -> {
                try (there) {
                    there.send("only");
                }
                return 0L;
            });
            given(there);
            assertThat(pipe.first().receive()).isEqualTo("only");
            Endings.value(task);
            long begin = System.nanoTime();
            assertThatThrownBy(pipe.first()::receive).isInstanceOf(EOFException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    final void c08_connectionsTravelThroughConnectionsAndKeepTheirDirection() throws Exception {
        try (Pool pool = open();
                Pipe pipe = Pipe.duplex();
                Pipe results = Pipe.oneWay()) {
            Connection there = pipe.second();
            TaskFuture<List<Boolean>> task = pool.submit(() -> {
                try (Connection writer = (Connection) Objects.requireNonNull(there.receive())) {
                    writer.send("through the one that was sent");
                    return List.of(writer.isReadable(), writer.isWritable());
                }
            });
            pipe.first().send(results.writer());
            results.writer().close();
            assertThat(results.reader().receive()).isEqualTo("through the one that was sent");
            assertThat(Endings.value(task)).containsExactly(false, true);
            assertThatThrownBy(results.reader()::receive).isInstanceOf(EOFException.class);
            given(there);
        }
    }

    @Test
    final void c08_whatCannotTravelIsRefusedWhereItIsSentAndTheNextMessageIsIntact() throws Exception {
        try (Pipe pipe = Pipe.duplex();
                SocketChannel socket = SocketChannel.open()) {
            assertThatThrownBy(() -> pipe.first().send(socket))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("not serializable");
            assertThatThrownBy(() -> pipe.first().send(pipe)).isInstanceOf(CodecException.class);
            pipe.first().send("fine");
            assertThat(pipe.second().receive()).isEqualTo("fine");
        }
    }

    @Test
    final void c11_anInterruptEndsTheWaitAndTheStreamIsWhole() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            Connection to = pipe.second();
            for (int i = 0; i < 50; i++) {
                FutureTask<Object> waiting = new FutureTask<>(to::receive);
                Thread thread = i % 3 == 0
                        ? Thread.startVirtualThread(waiting)
                        : Thread.ofPlatform().start(waiting);
                if (i % 2 == 0) {
                    pipe.first().send(i);
                }
                thread.interrupt();
                Object got;
                try {
                    got = Endings.value(waiting);
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).cause().isInstanceOf(InterruptedException.class);
                    got = i % 2 == 0 ? to.receive() : null;
                }
                assertThat(got).isEqualTo(i % 2 == 0 ? i : null);
            }
            FutureTask<Object> sending = new FutureTask<>(() -> fill(pipe.first()));
            Thread thread = Thread.ofPlatform().start(sending);
            Await.until("it waits", LONG, () -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThat(Endings.error(sending)).isInstanceOf(InterruptedException.class);
            while (to.poll(NOW)) {
                assertThat(to.receiveBytes()).hasSize(1000);
            }
        }
    }

    @Test
    final void c12_aMessageAboveTheLimitOfItsReceiverIsRefusedWithItsSize() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            Connection to = pipe.second();
            assertThat(to.maxMessageBytes()).isEqualTo(1 << 30);
            to.setMaxMessageBytes(1000);
            for (int size : new int[] {1001, 8 << 20}) {
                pipe.first().sendBytes(new byte[1000]);
                pipe.first().sendBytes(new byte[size]);
                pipe.first().send("next");
                assertThat(to.receiveBytes()).hasSize(1000);
                assertThatThrownBy(to::receiveBytes)
                        .isInstanceOfSatisfying(MessageTooLargeException.class, e -> {
                            assertThat(e.messageBytes()).isEqualTo(size);
                            assertThat(e.maxMessageBytes()).isEqualTo(1000);
                        })
                        .hasMessageContaining(Integer.toString(size));
                assertThat(to.receive()).isEqualTo("next");
            }
            assertThatThrownBy(() -> to.setMaxMessageBytes(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void anObjectWhereBytesAreExpectedIsAnErrorAndTheNextMessageIsIntact() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            pipe.first().send("object");
            pipe.first().send(new byte[] {1});
            pipe.first().sendBytes(new byte[] {2});
            assertThatThrownBy(pipe.second()::receiveBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("object");
            assertThat(pipe.second().receiveBytes()).containsExactly(1);
            assertThat(pipe.second().receive()).isEqualTo(new byte[] {2});
        }
    }

    @Test
    final void manySendersAndReceiversLoseAndMixNothing() throws Exception {
        int tasks = 4;
        int each = 500;
        try (Pool pool = open();
                Pipe pipe = Pipe.oneWay()) {
            Connection writer = pipe.writer();
            boolean close = tasksHaveCopies();
            TaskFuture<Long> one = pool.submit(() -> sendMany(writer, 0, tasks / 2, each, close));
            TaskFuture<Long> two = pool.submit(() -> sendMany(writer, tasks / 2, tasks, each, close));
            given(writer);
            Set<Object> seen = new HashSet<>();
            int[] last = new int[tasks];
            for (int i = 0; i < tasks * each; i++) {
                int[] message = (int[]) Objects.requireNonNull(pipe.reader().receive());
                assertThat(message).hasSize(2 + message[1] % 300);
                assertThat(message[1]).isEqualTo(last[message[0]]++);
                assertThat(seen.add(List.of(message[0], message[1]))).isTrue();
            }
            assertThat(Endings.value(one) + Endings.value(two)).isEqualTo((long) tasks * each);
            if (close) {
                assertThatThrownBy(pipe.reader()::receive).isInstanceOf(EOFException.class);
            }
        }
    }

    /** With a thread for each sender. */
    private static long sendMany(Connection writer, int from, int to, int each, boolean close) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new java.util.ArrayList<>();
            for (int sender = from; sender < to; sender++) {
                int number = sender;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        int[] message = new int[2 + i % 300];
                        message[0] = number;
                        message[1] = i;
                        writer.send(message);
                    }
                    return 0;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        if (close) {
            writer.close();
        }
        return (long) (to - from) * each;
    }
}
