package dev.cloister.internal.manager;

import dev.cloister.ManagerDiedException;
import dev.cloister.internal.codec.CodecErrors;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.os.SecretBytes;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A manager that runs elsewhere, as this process reaches it: a control link, and as many links of calls as threads call at a
 * time. The calling thread sends and receives itself. Thread-safe.
 */
public final class ManagerClient extends Endpoint {
    private static final long PULSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(8);

    private final Connector connector;
    private final ByteBuffer key = ByteBuffer.wrap(SecretBytes.next(16));
    private final Greeting control;
    private final RootOperations root;
    private final CallLinks links = new CallLinks();

    /** Those on which a call is under way. */
    private final Set<CallLink> busy = ConcurrentHashMap.newKeySet();

    private final RemoteReferences references = new RemoteReferences();

    /** What every call throws from now on; null while it can be used. Set once. */
    private volatile @Nullable Supplier<RuntimeException> end;

    private ManagerClient(Connector connector) throws InterruptedException {
        this.connector = connector;
        this.control = greet(Messages.CONTROL);
        this.root = (RootOperations)
                ObjectHandler.of(this, "manager", MethodTable.of(RootOperations.class), 0, new RemoteReference(this, 0))
                        .proxy();
    }

    /** Connects to a manager of this tree of processes. */
    static ManagerClient connect(ManagerAddress address) {
        byte[] door = address.door();
        if (door == null) {
            throw new ManagerDiedException(
                    "manager " + address.name() + " is served at " + address.served()
                            + ", and this process has no connection"
                            + " to it: call Manager.connect with that address and the key in this process first",
                    null);
        }
        if (!address.isAlive()) {
            throw new ManagerDiedException("the process of " + address + " has ended", null);
        }
        try {
            return new ManagerClient(new DoorConnector(address, door));
        } catch (IOException e) {
            throw new ManagerDiedException(address + " cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting to " + address, e);
        }
    }

    /** Connects to a manager on another host. */
    public static ManagerClient connectFar(Connector connector) throws InterruptedException {
        ManagerClient client = new ManagerClient(connector);
        Endpoints.addFar(client);
        Thread _ = Thread.ofPlatform()
                .daemon()
                .name("cloister-" + client.name() + "-pulse")
                .start(client::feelPulse);
        return client;
    }

    // links

    private Greeting greet(int kind) throws InterruptedException {
        try {
            return Greeting.exchange(connector, key, kind);
        } catch (IOException e) {
            throw died(e);
        }
    }

    /** A link for a call; a new one if all are in use. */
    private CallLink take() throws InterruptedException {
        requireOpen();
        CallLink link = links.poll();
        if (link == null) {
            Greeting greeting = greet(Messages.CALLS_LINK);
            link = new CallLink(greeting.link(), greeting.number());
        }
        return link;
    }

    /** As {@link #take}, whatever interrupts come; they are kept. */
    private CallLink takeUninterruptibly() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return take();
                } catch (InterruptedException e) {
                    interrupted = true; // a link that was begun is closed, and nothing was sent on it
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // calls

    @Override
    @Nullable
    Object call(CallingThread thread, ObjectHandler object, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        if (operation.interruptible() && Thread.interrupted()) {
            throw new InterruptedException();
        }
        CallLink link = operation.interruptible() ? take() : takeUninterruptibly();
        ByteSink request = link.begin(Messages.CALL, thread);
        Endpoint before = thread.inBand;
        thread.inBand = this;
        try {
            Messages.putCall(request, object.id(), operation, arguments);
            Messages.requireSize(request, control.maxMessageBytes());
        } catch (RuntimeException | Error e) {
            links.giveBack(link);
            throw e;
        } finally {
            thread.inBand = before;
        }
        byte[] answer = exchange(link, object.timeoutNanos(), operation.interruptible());
        boolean interrupted = link.wasInterrupted();
        boolean late = link.wasLate();
        if (answer != null) {
            links.giveBack(link);
        } else {
            giveUp(link);
        }
        return answer == null || interrupted || late
                ? disturbed(thread, answer, object, operation, interrupted, late)
                : ended(thread, new ByteSource(answer), operation.name());
    }

    /** The answer; null if there was none in time. */
    private byte @Nullable [] exchange(CallLink link, long nanos, boolean interruptible) {
        busy.add(link);
        try {
            requireOpen(); // looked at after others can see the link
            return link.exchange(this, nanos, interruptible);
        } catch (IOException e) {
            link.close();
            throw died(e);
        } catch (RuntimeException | Error e) {
            link.close();
            throw e;
        } finally {
            busy.remove(link);
        }
    }

    /** What became of a call that was interrupted. */
    private @Nullable Object disturbed(
            CallingThread thread,
            byte @Nullable [] answer,
            ObjectHandler object,
            Operation operation,
            boolean interrupted,
            boolean late)
            throws Throwable {
        boolean told = false;
        try {
            if (answer != null) {
                return ended(thread, new ByteSource(answer), operation.name());
            }
        } catch (InterruptedException | CancellationException e) {
            told = interrupted && e instanceof InterruptedException;
            if (!late) {
                throw e;
            }
        } finally {
            if (interrupted && !told) {
                Thread.currentThread().interrupt();
            }
        }
        throw LocalCalls.timeout(operation.name() + " of " + object, object.timeoutNanos());
    }

    private @Nullable Object ended(CallingThread thread, ByteSource answer, String call) throws Throwable {
        try {
            return switch (answer.takeByte()) {
                case Messages.VALUE -> value(thread, answer);
                case Messages.THROWN ->
                    throw Messages.takeThrown(
                            answer, "at manager " + name() + ", in the call " + call, connector.filter());
                case Messages.PROXY -> {
                    long object = answer.takeLong();
                    RemoteReference reference = received(object);
                    String type = answer.takeText();
                    MethodTable methods = MethodTable.of(answer.takeText(), answer.takeLong(), ValueCodec.loader());
                    yield ObjectHandler.of(this, type, methods, object, reference)
                            .proxy();
                }
                default -> throw new IllegalStateException("malformed answer of " + this);
            };
        } catch (ClassNotFoundException e) {
            throw CodecErrors.decoding("result", "caller", e);
        }
    }

    private @Nullable Object value(CallingThread thread, ByteSource answer) {
        Endpoint before = thread.inBand;
        thread.inBand = this;
        thread.far = connector.filter() != null;
        try {
            return ValueCodec.decode(answer, ValueCodec.loader(), connector.filter());
        } catch (Throwable t) { // the user's readObject may throw anything
            throw CodecErrors.decoding("result", "caller", t);
        } finally {
            thread.inBand = before;
            thread.far = false;
        }
    }

    @Override
    void callAll(CallingThread thread, Recording calls, long nanos) throws InterruptedException {
        CallLink link = take();
        ByteSink request = link.begin(Messages.CALLS, thread);
        List<Recording.Call> sent;
        Endpoint before = thread.inBand;
        thread.inBand = this;
        try {
            sent = calls.encode(request);
            Messages.requireSize(request, control.maxMessageBytes());
        } catch (RuntimeException | Error e) {
            links.giveBack(link);
            throw e;
        } finally {
            thread.inBand = before;
        }
        byte[] answer = exchange(link, nanos, true);
        if (link.wasInterrupted()) {
            Thread.currentThread().interrupt();
        }
        boolean whole = false;
        boolean late = link.wasLate();
        if (answer == null) {
            giveUp(link);
        } else {
            links.giveBack(link);
            whole = endAll(thread, sent, new ByteSource(answer), late);
        }
        if (!whole) {
            throw LocalCalls.timeout("a batch of " + sent.size() + " calls of " + this, nanos);
        }
    }

    /** Whether each has come to its own end: not so if one was interrupted because it was late. */
    private boolean endAll(CallingThread thread, List<Recording.Call> sent, ByteSource answers, boolean late) {
        boolean whole = true;
        try {
            int _ = answers.takeByte();
            for (Recording.Call call : sent) {
                byte[] answer = answers.takeSized();
                try {
                    call.done(ended(
                            thread, new ByteSource(answer), call.operation().name()));
                } catch (Throwable t) { // what the servant threw
                    if (late && (t instanceof InterruptedException || t instanceof CancellationException)) {
                        whole = false;
                    } else {
                        call.failed(t);
                    }
                }
            }
            return whole;
        } catch (IOException e) {
            throw new IllegalStateException("malformed answer of " + this, e);
        }
    }

    // control

    private void tell(ByteSink message) {
        try {
            synchronized (control) {
                control.link().send(message.array(), message.size());
            }
        } catch (IOException e) {
            RuntimeException _ = died(e); // the next call throws it
        }
    }

    void interrupt(long link, int call) {
        tell(new ByteSink(16).putByte(Messages.INTERRUPT).putLong(link).putInt(call));
    }

    /** The answer to the link's call will not be read. */
    private void giveUp(CallLink link) {
        tell(new ByteSink(16).putByte(Messages.GIVE_UP).putLong(link.number()).putInt(link.call()));
        link.close();
    }

    void release(long object, int count) {
        if (count > 0 && end == null) {
            tell(new ByteSink(16).putByte(Messages.RELEASE).putLong(object).putInt(count));
        }
    }

    @Override
    void lease(Object reference) {
        requireOpen();
        tell(new ByteSink(16).putByte(Messages.LEASE).putLong(((RemoteReference) reference).object()));
    }

    /** Asks a manager on another host whether it is there, as long as it answers. */
    private void feelPulse() {
        try {
            while (end == null) {
                tell(new ByteSink(1).putByte(Messages.PING));
                if (control.link().receive(System.nanoTime() + ANSWER_NANOS) == null) {
                    died("it has not answered for " + TimeUnit.NANOSECONDS.toSeconds(ANSWER_NANOS) + " s");
                    return;
                }
                byte @Nullable [] _ = control.link().receive(System.nanoTime() + PULSE_NANOS); // the end, or nothing
            }
        } catch (IOException e) {
            RuntimeException _ = died(e);
        } catch (InterruptedException e) {
            died("its heartbeat was interrupted");
        }
    }

    // references

    @Override
    RemoteReference received(long object) {
        RemoteReference reference = references.of(this, object);
        reference.received();
        return reference;
    }

    @Override
    Object referenceTo(long object) {
        RemoteReference known = references.find(object);
        if (known != null) {
            return known;
        }
        Object proxy = root.attach(object);
        ObjectHandler handler = ObjectHandler.behind(proxy);
        return Objects.requireNonNull(handler).reference();
    }

    void forget(long object) {
        references.forget(object);
    }

    // the manager

    @Override
    public long id() {
        return control.manager();
    }

    @Override
    public String name() {
        return control.name();
    }

    @Override
    long callNanos() {
        return control.callNanos();
    }

    @Override
    public ManagerAddress ownAddress() {
        requireOpen();
        ManagerAddress address = connector.address();
        return address.served() == null ? address : new ManagerAddress(id(), name(), 0, 0, null, address.served());
    }

    @Override
    public RootOperations root() {
        requireOpen();
        return root;
    }

    // the end

    private void requireOpen() {
        Supplier<RuntimeException> ended = end;
        if (ended != null) {
            throw ended.get();
        }
    }

    @Override
    public boolean isOpen() {
        return end == null;
    }

    /** The manager is gone, or the way to it. All who wait are told. Returns what the caller throws. */
    private RuntimeException died(IOException how) {
        String why = connector.address() + " is gone: " + how.getMessage();
        return end(() -> new ManagerDiedException(why, how));
    }

    /** The process of the manager is known to have ended. */
    public void died(String how) {
        RuntimeException _ = end(() -> new ManagerDiedException("manager " + name() + " is gone: " + how, null));
    }

    @SuppressWarnings("NullAway") // the control link is missing only while the first link is made
    private RuntimeException end(Supplier<RuntimeException> why) {
        synchronized (links) {
            if (end == null) {
                end = why;
            }
        }
        Endpoints.remove(this);
        links.close();
        if (control != null) {
            control.link().close();
        }
        busy.forEach(CallLink::close);
        connector.close();
        return Objects.requireNonNull(end).get();
    }

    /** Ends this process's use of the manager; calls that wait throw. Waits for nothing. */
    @Override
    public void close() {
        if (end == null) {
            tell(new ByteSink(1).putByte(Messages.BYE));
        }
        RuntimeException _ = end(() -> new IllegalStateException("manager " + name() + " is closed in this process"));
    }

    @Override
    public String toString() {
        return "manager " + connector.address().name();
    }
}
