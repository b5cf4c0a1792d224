package dev.cloister.internal.member;

import dev.cloister.internal.memory.OutOfSharedMemory;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The hub in another process, at the other end of a socket. A thread of its own receives. */
public final class RemoteHub implements HubPort, Runnable, AutoCloseable {
    /** How long a text for users waits for what only the hub knows. */
    private static final long ANSWER_NANOS = 100_000_000;

    /** While this process exits, the hub's messages are looked for so often. */
    private static final long LEAVING_PAUSE_NANOS = 1_000_000;

    private final HubEvents events;
    private final Selector selector;
    private final Wire wire;
    private final int participant;
    private final long hub;

    private final Map<Long, CompletableFuture<Object>> requests = new ConcurrentHashMap<>();
    private final AtomicLong nextRequest = new AtomicLong(1);

    /** Whether this process exits. Set by who says so, read by the receiving thread. */
    private volatile boolean leaving;

    /** Connects, shows the key and waits for the welcome. */
    public RemoteHub(HubAddress address, HubEvents events) throws IOException {
        this.events = events;
        SocketChannel channel = SocketChannel.open(address.socketAddress());
        try {
            this.selector = Selector.open();
            this.wire = new Wire(channel, selector, null);
            wire.send(Wire.begin(Message.HELLO)
                    .putSized(address.key())
                    .putLong(ProcessHandle.current().pid()));
            ByteSource welcome = awaitWelcome();
            this.participant = welcome.takeInt();
            this.hub = welcome.takeLong();
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        Thread thread = new Thread(this, "cloister-member");
        thread.setDaemon(true);
        thread.start();
    }

    private ByteSource awaitWelcome() throws IOException {
        while (true) {
            int _ = selector.select();
            selector.selectedKeys().clear();
            wire.fill();
            ByteSource message = wire.next();
            if (message != null) {
                if (Message.of(message.takeByte()) != Message.WELCOME) {
                    throw new IOException("the hub did not welcome this process");
                }
                return message;
            }
        }
    }

    /** Receives until the connection ends. */
    @Override
    public void run() {
        try {
            while (true) {
                for (ByteSource message = wire.next(); message != null; message = wire.next()) {
                    receive(message);
                }
                select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isWritable()) {
                        wire.flush();
                    }
                    if (key.isReadable()) {
                        wire.fill();
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) { // a closed selector or key is an end too
            end("the process that keeps the shared objects has ended: " + e);
        }
    }

    /** A JVM that exits waits 0.3 s for threads in a system call: then this one only looks, now and then. */
    private void select() throws IOException {
        if (leaving) {
            LockSupport.parkNanos(LEAVING_PAUSE_NANOS);
            int _ = selector.selectNow();
        } else {
            int _ = selector.select();
        }
    }

    private void end(String reason) {
        wire.close();
        try {
            selector.close();
        } catch (IOException e) {
            // there is nothing left of it that could be lost
        }
        events.lost(reason);
        for (Long request : requests.keySet()) {
            complete(request, new IOException(reason));
        }
    }

    /** Ends the connection: the hub treats this process as ended. */
    @Override
    public void close() {
        wire.hangUp();
    }

    private void receive(ByteSource from) throws IOException {
        switch (Message.of(from.takeByte())) {
            case WOKEN -> events.woken(from.takeLong(), from.takeInt(), from.takeLong(), from.takeLong());
            case TEXT -> complete(from.takeLong(), from.takeText());
            case DONE -> complete(from.takeLong(), from.takeLong());
            case GRANTED -> complete(from.takeLong(), grant(from));
            case REFUSED -> complete(from.takeLong(), refusal(from));
            case DESTROYED -> events.destroyed(from.takeLong(), from.takeText());
            case UNUSED -> events.unused(from.takeText());
            case STACK ->
                wire.send(Wire.begin(Message.STACK_IS)
                        .putLong(from.takeLong())
                        .putString(events.stackOf(from.takeLong())));
            default -> throw new IOException("a client gets no such message");
        }
    }

    private static Grant grant(ByteSource from) throws IOException {
        long id = from.takeLong();
        ObjectKind kind = ObjectKind.of(from.takeInt());
        if (kind == null) {
            throw new IOException("malformed message: an unknown kind of object");
        }
        return new Grant(id, kind, from.takeText(), from.takeLong(), from.takeLong(), from.takeInt());
    }

    private static Exception refusal(ByteSource from) throws IOException {
        boolean space = from.takeByte() != 0;
        String text = from.takeText();
        long needed = from.takeLong();
        long free = from.takeLong();
        return space ? new OutOfSharedMemory(text, needed, free) : new IllegalStateException(text);
    }

    private void complete(long request, Object answer) {
        CompletableFuture<Object> future = requests.remove(request);
        if (future == null) {
            return;
        }
        if (answer instanceof Exception e) {
            future.completeExceptionally(e);
        } else {
            future.complete(answer);
        }
    }

    /** Sends a request and waits for its answer, whatever interrupts come. */
    private Object ask(Message message, Body body) throws IOException {
        return ask(message, body, Long.MAX_VALUE);
    }

    private Object ask(Message message, Body body, long nanos) throws IOException {
        long request = nextRequest.getAndIncrement();
        CompletableFuture<Object> answer = new CompletableFuture<>();
        requests.put(request, answer);
        try {
            ByteSink sink = Wire.begin(message).putLong(request);
            body.put(sink);
            wire.send(sink);
            if (!selector.isOpen()) {
                throw new IOException("the process that keeps the shared objects has ended");
            }
            return join(answer, nanos);
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case OutOfSharedMemory space -> throw space;
                case IllegalStateException refused -> throw new IllegalStateException(refused.getMessage(), refused);
                case null, default -> throw new IOException(String.valueOf(e.getCause()), e);
            }
        } finally {
            requests.remove(request);
        }
    }

    private static Object join(CompletableFuture<Object> answer, long nanos) throws IOException {
        if (nanos == Long.MAX_VALUE) {
            return answer.join();
        }
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the hub did not answer in time", e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Writes the body of a message. */
    private interface Body {
        void put(ByteSink sink);
    }

    /** For what has no answer: if the hub is gone, the receiving thread says so to whom it matters. */
    private void tell(ByteSink message) {
        try {
            wire.send(message);
        } catch (IOException e) {
            wire.hangUp();
        }
    }

    @Override
    public int participant() {
        return participant;
    }

    @Override
    public long hub() {
        return hub;
    }

    @Override
    public Grant create(ObjectKind kind, long bytes, long argument) throws IOException {
        return (Grant) ask(
                Message.CREATE, sink -> sink.putInt(kind.code()).putLong(bytes).putLong(argument));
    }

    @Override
    public Grant attach(long id) throws IOException {
        return (Grant) ask(Message.ATTACH, sink -> sink.putLong(id));
    }

    @Override
    public boolean attachUnasked(long id) {
        tell(Wire.begin(Message.ATTACHED).putLong(id));
        return true;
    }

    @Override
    public void detach(long id, boolean destroy) {
        tell(Wire.begin(Message.DETACH).putLong(id).putByte(destroy ? 1 : 0));
    }

    @Override
    public void leaving() {
        tell(Wire.begin(Message.LEAVING));
        leaving = true;
        selector.wakeup();
    }

    @Override
    public void exported(long id, long ticket) {
        tell(Wire.begin(Message.EXPORTED).putLong(id).putLong(ticket));
    }

    @Override
    public void arrived(long id, long ticket) {
        tell(Wire.begin(Message.ARRIVED).putLong(id).putLong(ticket));
    }

    @Override
    public void await(
            long waiter, long id, long word, long waiters, long expected, Waits.How how, boolean timed, long thread) {
        int flags = (how.atLeast() ? 1 : 0) | (how.forOwner() ? 2 : 0) | (timed ? 4 : 0) | (how.refusable() ? 8 : 0);
        tell(Wire.begin(Message.AWAIT)
                .putLong(waiter)
                .putLong(id)
                .putLong(word)
                .putLong(waiters)
                .putLong(expected)
                .putByte(flags)
                .putLong(thread));
    }

    @Override
    public void forget(long waiter) {
        tell(Wire.begin(Message.FORGET).putLong(waiter));
    }

    @Override
    public void wake(long id, long word, int count) {
        tell(Wire.begin(Message.WAKE).putLong(id).putLong(word).putInt(count));
    }

    @Override
    public long call(long id, int operation, long a, long b) throws IOException {
        return (Long) ask(
                Message.CALL,
                sink -> sink.putLong(id).putInt(operation).putLong(a).putLong(b));
    }

    @Override
    public String beginNaming() throws IOException {
        return (String) ask(Message.NAMING, sink -> {});
    }

    @Override
    public void endNaming(boolean created) {
        tell(Wire.begin(Message.NAMED).putByte(created ? 1 : 0));
    }

    @Override
    public long processId(int participant) {
        try {
            return (Long) ask(
                    Message.CALL,
                    sink -> sink.putLong(NO_OBJECT)
                            .putInt(PROCESS_ID)
                            .putLong(participant)
                            .putLong(0),
                    ANSWER_NANOS);
        } catch (IOException | IllegalStateException e) {
            return 0;
        }
    }

    @Override
    public String deadlock(long waiter) throws IOException {
        return (String) ask(Message.DEADLOCK, sink -> sink.putLong(waiter));
    }
}
