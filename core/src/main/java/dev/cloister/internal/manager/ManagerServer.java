package dev.cloister.internal.manager;

import dev.cloister.CallTimeoutException;
import dev.cloister.internal.os.SecretBytes;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A manager that runs in this JVM: its objects, and who uses them. Calls from this JVM run on the calling thread. Thread-safe. */
public final class ManagerServer extends Endpoint {
    private final long id = ByteBuffer.wrap(SecretBytes.next(Long.BYTES)).getLong();
    private final String name;
    private final Limits limits;
    private final Map<String, ManagedType> typesByName = new LinkedHashMap<>();
    private final Map<Class<?>, ManagedType> typesByInterface = new LinkedHashMap<>();
    private final ObjectTable objects;
    private final LocalObject root;
    private final RootOperations rootOperations;
    private final Reception reception;
    private final LocalCalls localCalls;
    private final List<AutoCloseable> others = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private ManagerServer(String name, List<ManagedType> types, Limits limits) {
        this.name = name;
        this.limits = limits;
        for (ManagedType type : types) {
            MethodTable _ = MethodTable.of(type.operations()); // throws if it cannot be called
            typesByName.put(type.name(), type);
            typesByInterface.putIfAbsent(type.operations(), type);
        }
        this.objects = new ObjectTable(name, limits.maxObjects(), ObjectTable.LEASE_NANOS);
        this.root = new LocalObject(this, 0, "manager", MethodTable.of(RootOperations.class), new RootServant(this));
        this.rootOperations = (RootOperations) root.servant();
        this.reception = new Reception(this);
        this.localCalls = new LocalCalls(name);
    }

    /** Begins with no objects. */
    public static ManagerServer open(String name, List<ManagedType> types, Limits limits) {
        ManagerServer server = new ManagerServer(name, types, limits);
        Endpoints.add(server);
        return server;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    long callNanos() {
        return limits.callNanos();
    }

    Limits limits() {
        return limits;
    }

    ObjectTable objects() {
        return objects;
    }

    /** Takes in those who come from elsewhere. */
    public Reception reception() {
        return reception;
    }

    /** The object with this number; throws if it is gone. */
    LocalObject required(long object) {
        LocalObject found = object == 0 ? root : objects.find(object);
        if (found == null) {
            throw new IllegalStateException("object " + object + " of manager " + name
                    + " is gone: nobody had a reference to it any more, and none was on its way for less than 30 s");
        }
        return found;
    }

    // objects

    /** Makes an object of a type. */
    LocalObject create(@Nullable ManagedType type, String asked, @Nullable Object[] arguments) throws Exception {
        requireOpen();
        if (type == null || type.creator() == null) {
            throw new IllegalArgumentException(
                    "manager " + name + " has no type " + asked + " to create objects of; it has "
                            + typesByName.keySet() + ": register it in the manager's options");
        }
        return objects.add(
                this,
                type.name(),
                MethodTable.of(type.operations()),
                type.creator().create(arguments));
    }

    @Nullable
    ManagedType type(String typeName) {
        return typesByName.get(typeName);
    }

    /** The type whose operations interface has this name; null if there is none. */
    @Nullable
    ManagedType typeByInterface(String operations) {
        for (ManagedType type : typesByInterface.values()) {
            if (type.operations().getName().equals(operations)) {
                return type;
            }
        }
        return null;
    }

    /**
     * The managed object that a call returned: a proxy of one that lives here, or a servant as the result of a method whose
     * type is a registered interface. Null if the result is an ordinary value.
     */
    @Nullable
    LocalObject managedResult(Operation operation, @Nullable Object result) {
        if (result == null) {
            return null;
        }
        if (result instanceof Proxy) {
            ObjectHandler handler = ObjectHandler.behind(result);
            return handler != null && handler.endpoint().equals(this) ? (LocalObject) handler.reference() : null;
        }
        Class<?> declared = operation.resultInterface();
        ManagedType type = declared == null ? null : typesByInterface.get(declared);
        return type == null ? null : objects.published(this, type.name(), MethodTable.of(type.operations()), result);
    }

    /** What stands for an object in this JVM. */
    Object proxy(LocalObject object) {
        return ObjectHandler.of(this, object.type(), object.methods(), object.id(), object)
                .proxy();
    }

    @Override
    Object referenceTo(long object) {
        return required(object);
    }

    @Override
    Object received(long object) {
        return required(object);
    }

    @Override
    void lease(Object reference) {
        requireOpen();
        objects.lease((LocalObject) reference);
    }

    @Override
    public ManagerAddress ownAddress() {
        requireOpen();
        return reception.address();
    }

    // calls from this JVM

    @Override
    @Nullable
    Object call(CallingThread thread, ObjectHandler object, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        return callWithin(object.timeoutNanos(), thread, object, operation, arguments);
    }

    private @Nullable Object callWithin(
            long nanos, CallingThread thread, ObjectHandler object, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        requireOpen();
        if (operation.interruptible() && Thread.interrupted()) {
            throw new InterruptedException();
        }
        LocalObject local = (LocalObject) object.reference();
        @Nullable Object[] copies = new @Nullable Object[arguments.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = copy(thread, "argument", arguments[i]);
        }
        Object result = nanos == 0
                ? localCalls.call(thread, local, operation, copies)
                : localCalls.callWithin(nanos, thread, local, operation, copies);
        LocalObject managed = managedResult(operation, result);
        return managed != null ? proxy(managed) : copy(thread, "result", result);
    }

    /** By value, as for those who call from elsewhere. */
    private @Nullable Object copy(CallingThread thread, String what, @Nullable Object value) {
        if (value == null || ByValue.isImmutable(value)) {
            return value;
        }
        Endpoint before = thread.inBand;
        thread.inBand = this;
        try {
            return ByValue.copy(what, value);
        } finally {
            thread.inBand = before;
        }
    }

    @Override
    void callAll(CallingThread thread, Recording calls, long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (Recording.Call call : calls.list()) {
            long left = nanos == 0 ? Long.MAX_VALUE : deadline - System.nanoTime();
            if (left <= 0) {
                throw LocalCalls.timeout("a batch of " + calls.size() + " calls of " + this, nanos);
            }
            callOne(thread, call, left);
        }
    }

    /** Puts into the call what became of it. An interrupt is meant for those that follow, too. */
    private void callOne(CallingThread thread, Recording.Call call, long nanos) {
        long own = call.object().timeoutNanos();
        long least = own == 0 ? nanos : Math.min(own, nanos);
        try {
            call.done(callWithin(
                    least == Long.MAX_VALUE ? 0 : least, thread, call.object(), call.operation(), call.arguments()));
        } catch (InterruptedException e) {
            call.failed(e);
            Thread.currentThread().interrupt();
        } catch (CallTimeoutException e) {
            if (least != own) {
                throw e; // the time of the batch is over
            }
            call.failed(e);
        } catch (Throwable t) { // the servant's
            call.failed(t);
        }
    }

    @Override
    public RootOperations root() {
        requireOpen();
        return rootOperations;
    }

    // the end

    /** A client is gone, and its calls have ended. */
    void departed(ClientSession client) {
        reception.removed(client);
        objects.releaseAll(client);
        for (LocalObject object : objects.list()) {
            if (object.servant() instanceof DepartureListener listener) {
                client.tell(listener);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("manager " + name + " is closed");
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /** Ends this too when the manager ends. */
    public void alsoClose(AutoCloseable other) {
        others.add(other);
    }

    /** Ends the manager: waiting calls throw, clients are sent away. Waits for nothing. Does nothing the second time. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Endpoints.remove(this);
        others.forEach(ManagerServer::close);
        reception.close();
        localCalls.close();
        for (LocalObject object : objects.close()) {
            if (object.servant() instanceof AutoCloseable servant) {
                Thread _ =
                        Thread.ofVirtual().name("cloister-" + name + "-closing").start(() -> close(servant));
            }
        }
    }

    private static void close(AutoCloseable servant) {
        try {
            servant.close();
        } catch (Throwable t) { // the servant's; nobody else would hear of it
            System.err.println(
                    "cloister: closing a managed " + servant.getClass().getName() + " threw " + t);
        }
    }

    @Override
    public String toString() {
        return "manager " + name;
    }
}
