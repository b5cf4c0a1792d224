package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.SharedQueue;
import dev.cloister.shared.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for connections, queues, futures, processes and channels at once. */
public abstract class WaitAnyContract extends PipeContract {
    /** For subclasses. */
    protected WaitAnyContract() {}

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    final void c09_theEmptyListOnTimeoutAndNoObjectsWaitTheWholeTime() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            for (List<Object> objects : List.of(List.of(), List.<Object>of(pipe.first(), new CompletableFuture<>()))) {
                long begin = System.nanoTime();
                assertThat(Waiting.waitAny(objects, SHORT)).isEmpty();
                assertThat(since(begin)).isBetween(SHORT, SHORT.plusMillis(500));
                begin = System.nanoTime();
                assertThat(Waiting.waitAny(objects, NOW)).isEmpty();
                assertThat(Waiting.waitAny(objects, Duration.ofSeconds(Long.MIN_VALUE)))
                        .isEmpty();
                assertThat(since(begin)).isLessThan(Duration.ofMillis(500));
            }
            assertThatThrownBy(() -> Waiting.waitAny(List.of())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void c09_allThatAreReadyComeOnceInTheirOrderAndNothingIsTaken() throws Exception {
        try (Pipe one = Pipe.duplex();
                Pipe two = Pipe.duplex();
                Pipe three = Pipe.duplex()) {
            List<Connection> all = List.of(one.first(), two.first(), three.first(), one.first(), one.second());
            two.second().send("x");
            one.second().sendBytes(new byte[0]);
            for (int i = 0; i < 3; i++) {
                assertThat(Waiting.waitAny(all, LONG)).containsExactly(one.first(), two.first());
            }
            assertThat(one.first().receiveBytes()).isEmpty();
            assertThat(Waiting.waitAny(all)).containsExactly(two.first());
            assertThat(two.first().receive()).isEqualTo("x");
            three.second().close();
            assertThat(Waiting.waitAny(all)).as("the end is ready").containsExactly(three.first());
            one.first().close();
            one.second().close();
            assertThat(Waiting.waitAny(all))
                    .as("so is what is closed")
                    .containsExactly(one.first(), three.first(), one.second());
        }
    }

    @Test
    final void c09_aTaskWakesAWaitForSeveralConnections() throws Exception {
        int pipes = 5;
        List<Pipe> all = new ArrayList<>();
        try (Pool pool = open()) {
            List<TaskFuture<Integer>> tasks = new ArrayList<>();
            List<Connection> readers = new ArrayList<>();
            for (int i = 0; i < pipes; i++) {
                Pipe pipe = Pipe.oneWay();
                all.add(pipe);
                readers.add(pipe.reader());
                Connection writer = pipe.writer();
                int number = i;
                tasks.add(pool.submit(() -> {
                    try (writer) {
                        for (int k = 0; k < 10; k++) {
                            writer.send(List.of(number, k));
                        }
                    }
                    return number;
                }));
                given(writer);
            }
            Set<Object> seen = new HashSet<>();
            while (!readers.isEmpty()) {
                for (Connection reader : Waiting.waitAny(readers, LONG)) {
                    try {
                        seen.add(reader.receive());
                    } catch (java.io.EOFException e) {
                        readers.remove(reader);
                    }
                }
            }
            assertThat(seen).hasSize(10 * pipes);
            assertThat(Endings.values(tasks)).hasSize(pipes);
        } finally {
            all.forEach(Pipe::close);
        }
    }

    @Test
    final void c09_futuresOfEveryKind(@TempDir Path directory) throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = open();
                Pipe pipe = Pipe.duplex();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch latch = new CountDownLatch(1);
            TaskFuture<Long> task = pool.submit(() -> gate.pass(0));
            CompletableFuture<String> promise = new CompletableFuture<>();
            Future<Integer> plain = threads.submit(() -> {
                latch.await();
                throw new IllegalStateException("failed is done too");
            });
            List<Object> all = List.of(pipe.first(), task, promise, plain);
            assertThat(Waiting.waitAny(all, SHORT)).isEmpty();
            Future<List<Object>> waiting = waiting(threads, all);
            latch.countDown();
            assertThat(Endings.value(waiting)).containsExactly(plain);
            waiting = waiting(threads, List.of(pipe.first(), task, promise));
            promise.cancel(true);
            assertThat(Endings.value(waiting)).containsExactly(promise);
            waiting = waiting(threads, List.of(pipe.first(), task));
            gate.open();
            assertThat(Endings.value(waiting)).containsExactly(task);
            pipe.second().send(1);
            Endings.value(task);
            assertThat(Waiting.waitAny(all)).isEqualTo(all);
        }
    }

    /** A virtual thread that waits. */
    private static Future<List<Object>> waiting(ExecutorService threads, List<Object> all) {
        return threads.submit(() -> Waiting.waitAny(all, LONG));
    }

    @Test
    final void c09_processes() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        Process other = new ProcessBuilder("cat").start();
        try (Pipe pipe = Pipe.duplex()) {
            List<Object> all = List.of(process, pipe.first(), other.toHandle());
            assertThat(Waiting.waitAny(all, SHORT)).isEmpty();
            FutureTask<List<Object>> waiting = started(() -> Waiting.waitAny(all, LONG));
            process.getOutputStream().close();
            assertThat(Endings.value(waiting)).containsExactly(process);
            other.destroyForcibly();
            assertThat(other.waitFor()).isNotZero();
            assertThat(Waiting.waitAny(all)).containsExactly(process, other.toHandle());
            assertThatThrownBy(() -> Waiting.waitAny(List.of(ProcessHandle.current()), NOW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is this one");
        } finally {
            process.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    final void c09_channels() throws Exception {
        try (Pipe pipe = Pipe.duplex();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThatThrownBy(() -> Waiting.waitAny(List.of(server), NOW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("configureBlocking(false)");
            server.configureBlocking(false);
            assertThat(Waiting.waitAny(List.of(pipe.first(), server), SHORT)).isEmpty();
            FutureTask<List<Object>> waiting = running(() -> Waiting.waitAny(List.of(pipe.first(), server), LONG));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                assertThat(Endings.value(waiting)).containsExactly(server);
                try (SocketChannel accepted = server.accept()) {
                    accepted.configureBlocking(false);
                    List<Object> all = List.of(accepted, server, pipe.first());
                    assertThat(Waiting.waitAny(all, SHORT)).isEmpty();
                    waiting = running(() -> Waiting.waitAny(all, LONG));
                    pipe.second().send("ends the wait in the selector");
                    assertThat(Endings.value(waiting)).containsExactly(pipe.first());
                    int _ = client.write(ByteBuffer.wrap(new byte[] {1}));
                    waiting = running(() -> Waiting.waitAny(List.of(accepted, server), LONG));
                    assertThat(Endings.value(waiting)).containsExactly(accepted);
                }
            }
        }
    }

    private static FutureTask<List<Object>> running(java.util.concurrent.Callable<List<Object>> action) {
        FutureTask<List<Object>> task = new FutureTask<>(action);
        Thread _ = Thread.ofPlatform().daemon().start(task);
        return task;
    }

    @Test
    final void c09_queues() throws Exception {
        try (SharedQueue<Object> queue = SharedQueue.create(10);
                Pipe pipe = Pipe.duplex()) {
            List<Object> all = List.of(pipe.first(), queue);
            assertThat(Waiting.waitAny(all, SHORT)).isEmpty();
            FutureTask<List<Object>> waiting = started(() -> Waiting.waitAny(all, LONG));
            queue.put("item");
            assertThat(Endings.value(waiting)).containsExactly(queue);
            assertThat(queue.take()).isEqualTo("item");
            assertThat(Waiting.waitAny(all, NOW)).isEmpty();
        }
    }

    @Test
    final void c09_whoOnlyLooksTakesNoWakeFromWhoTakes() throws Exception {
        try (Pipe pipe = Pipe.oneWay()) {
            for (int i = 0; i < 50; i++) {
                FutureTask<List<Connection>> looking = started(() -> Waiting.waitAny(List.of(pipe.reader()), LONG));
                FutureTask<Object> taking = started(() -> pipe.reader().receive());
                pipe.writer().send(i);
                assertThat(Endings.value(taking)).isEqualTo(i);
                pipe.writer().send(-i); // if the taker was faster, the one who looks saw nothing
                assertThat(Endings.value(looking)).hasSize(1);
                assertThat(pipe.reader().receive()).isEqualTo(-i);
            }
        }
    }

    @Test
    final void c09_whatCannotBeWaitedForIsRefused() throws Exception {
        try (Pipe pipe = Pipe.oneWay();
                Socket socket = new Socket()) {
            assertThatThrownBy(() -> Waiting.waitAny(List.of(socket), LONG))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("java.net.Socket");
            assertThatThrownBy(() -> Waiting.waitAny(List.of(pipe.writer()), LONG))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot receive");
            assertThatThrownBy(() -> Waiting.waitAny(List.of(Duration.ZERO), LONG))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void c11_anInterruptEndsAWaitForSeveral() throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            FutureTask<List<Object>> waiting =
                    new FutureTask<>(() -> Waiting.waitAny(List.of(pipe.first(), new CompletableFuture<>())));
            Thread thread = Thread.ofPlatform().start(waiting);
            Await.until("it waits", LONG, () -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            assertThat(Endings.error(waiting)).isInstanceOf(InterruptedException.class);
            pipe.second().send("whole");
            assertThat(pipe.first().receive()).isEqualTo("whole");
        }
    }
}
