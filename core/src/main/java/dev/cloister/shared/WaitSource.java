package dev.cloister.shared;

import dev.cloister.TaskFuture;
import dev.cloister.internal.member.AnyWait;
import dev.cloister.internal.member.Awaitable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One of the things that {@link Waiting#waitAny} waits for. */
interface WaitSource {
    /** Whether it is ready now. */
    boolean isReady();

    /** Lets the wait end when it may have become ready. */
    void register(AnyWait wait, boolean timed) throws IOException;

    /** The wait is over. */
    default void unregister() {}

    /** That for an object. Throws if there is none. */
    static WaitSource of(Object object) {
        return switch (object) {
            case SharedObject shared -> ofShared(shared);
            case Awaitable awaitable -> new OfAwaitable(awaitable);
            case TaskFuture<?> future ->
                new OfFuture(future, then -> {
                    var _ = future.whenDone(done -> then.run());
                });
            case CompletableFuture<?> future ->
                new OfFuture(future, then -> {
                    CompletionStage<?> _ = future.whenComplete((value, error) -> then.run());
                });
            case Future<?> future -> new OfPlainFuture(future);
            case Process process -> new OfProcess(process.toHandle());
            case ProcessHandle process -> new OfProcess(process);
            case SelectableChannel channel -> new OfChannel(channel);
            default -> throw refusal(object);
        };
    }

    private static WaitSource ofShared(SharedObject object) {
        WaitSource source = object.waitSource();
        if (source == null) {
            throw refusal(object);
        }
        return source;
    }

    private static IllegalArgumentException refusal(Object object) {
        return new IllegalArgumentException(
                "cannot wait for a " + object.getClass().getName()
                        + ": it is no connection, queue, future, process or selectable channel (for a java.net.Socket use"
                        + " a SocketChannel)");
    }

    /** A remote connection, which tells when something has arrived. */
    final class OfAwaitable implements WaitSource {
        private final Awaitable awaitable;
        private @Nullable Runnable action;

        OfAwaitable(Awaitable awaitable) {
            this.awaitable = awaitable;
        }

        @Override
        public boolean isReady() {
            return awaitable.isReady();
        }

        @Override
        public void register(AnyWait wait, boolean timed) {
            Runnable wake = wait::wake;
            action = wake;
            awaitable.whenReady(wake);
        }

        @Override
        public void unregister() {
            Runnable known = action;
            if (known != null) {
                action = null;
                awaitable.forget(known);
            }
        }
    }

    /** Has something run when a future is done. */
    interface Completion {
        void run(Runnable action);
    }

    /** A future that tells when it is done. It is asked once, because it cannot be told to forget. */
    final class OfFuture implements WaitSource {
        private final Future<?> future;
        private final Completion completion;
        private final AtomicReference<@Nullable AnyWait> waiting = new AtomicReference<>();
        private boolean asked;

        OfFuture(Future<?> future, Completion completion) {
            this.future = future;
            this.completion = completion;
        }

        @Override
        public boolean isReady() {
            return future.isDone();
        }

        @Override
        public void register(AnyWait wait, boolean timed) {
            waiting.set(wait);
            if (!asked) {
                asked = true;
                completion.run(() -> {
                    AnyWait waits = waiting.get();
                    if (waits != null) {
                        waits.wake();
                    }
                });
            }
        }

        @Override
        public void unregister() {
            waiting.set(null);
        }
    }

    /** A future that cannot call back: a thread of its own waits for it. */
    final class OfPlainFuture implements WaitSource {
        private final Future<?> future;
        private @Nullable Thread thread;

        OfPlainFuture(Future<?> future) {
            this.future = future;
        }

        @Override
        public boolean isReady() {
            return future.isDone();
        }

        @Override
        public void register(AnyWait wait, boolean timed) {
            thread = Thread.ofVirtual().name("cloister-wait").start(() -> {
                try {
                    Object _ = future.get();
                } catch (InterruptedException e) {
                    return; // nobody waits any more
                } catch (ExecutionException | RuntimeException e) {
                    // done is done
                }
                wait.wake();
            });
        }

        @Override
        public void unregister() {
            Thread known = thread;
            if (known != null) {
                known.interrupt();
            }
        }
    }

    /** A process. */
    final class OfProcess implements WaitSource {
        private final ProcessHandle process;
        private @Nullable WaitSource end;

        OfProcess(ProcessHandle process) {
            if (process.equals(ProcessHandle.current())) {
                throw new IllegalArgumentException(
                        "process " + process.pid() + " is this one: it cannot wait for its end");
            }
            this.process = process;
        }

        @Override
        public boolean isReady() {
            return !process.isAlive();
        }

        @Override
        public void register(AnyWait wait, boolean timed) throws IOException {
            WaitSource known = end;
            if (known == null) {
                known = of(process.onExit());
                end = known;
            }
            known.register(wait, timed);
        }

        @Override
        public void unregister() {
            WaitSource known = end;
            if (known != null) {
                known.unregister();
            }
        }
    }

    /** A channel. */
    final class OfChannel implements WaitSource {
        private final SelectableChannel channel;
        private final int operation;
        private @Nullable SelectionKey key;

        OfChannel(SelectableChannel channel) {
            int valid = channel.validOps();
            this.channel = channel;
            this.operation = (valid & SelectionKey.OP_ACCEPT) != 0 ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
            if ((valid & operation) == 0) {
                throw new IllegalArgumentException(channel + " cannot be read: waitAny waits for what can be read");
            }
            if (channel.isOpen() && channel.isBlocking()) {
                throw new IllegalArgumentException(
                        channel + " is in blocking mode: call configureBlocking(false) before waitAny");
            }
        }

        @Override
        public boolean isReady() {
            SelectionKey known = key;
            return !channel.isOpen() || (known != null && known.isValid() && (known.readyOps() & operation) != 0);
        }

        @Override
        public void register(AnyWait wait, boolean timed) throws IOException {
            if (channel.isOpen()) {
                key = wait.at(channel, operation);
            }
        }
    }
}
