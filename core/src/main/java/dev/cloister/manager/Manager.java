package dev.cloister.manager;

import dev.cloister.ManagerException;
import dev.cloister.internal.manager.AsyncCall;
import dev.cloister.internal.manager.Endpoint;
import dev.cloister.internal.manager.Endpoints;
import dev.cloister.internal.manager.FarConnector;
import dev.cloister.internal.manager.ManagerAddress;
import dev.cloister.internal.manager.ManagerClient;
import dev.cloister.internal.manager.ManagerServer;
import dev.cloister.internal.manager.ObjectHandler;
import dev.cloister.internal.manager.Recording;
import dev.cloister.remote.AuthenticationKey;
import dev.cloister.remote.Listener;
import dev.cloister.remote.RemoteOptions;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds objects that many processes use: maps, lists, locks, queues, and those of types of one's own. Python's {@code
 * multiprocessing.Manager}. It runs in this JVM ({@link #open()}), in a process of its own ({@link #inProcess()}), or elsewhere, where
 * it is {@linkplain #serve served} ({@link #connect}).
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2);
 *         var manager = dev.cloister.manager.Manager.open()) {
 *     var counts = manager.<String, Integer>map();
 *     pool.map(word -> counts.merge(word, 1, Integer::sum), java.util.List.of("a", "b", "a"));
 *     System.out.println(counts); // {a=2, b=1}
 * }
 * }
 *
 * <p><b>Handles.</b> What the methods here return are handles. They travel to tasks and to other processes of the same tree, as
 * arguments, captured by lambdas, through queues and within other managed objects: what arrives is a handle of the same object.
 * So does the manager itself. An object lives as long as any process has a handle of it, or it has a {@linkplain #bind name};
 * one that is on its way counts for 30 s. When a process dies its handles are gone, and what it held, such as locks, comes back.
 *
 * <p><b>Calls</b> of a managed object's methods are synchronous. Arguments and results travel by value, except managed objects.
 * What the method throws is thrown to the caller, with a {@link dev.cloister.RemoteStackTrace} as a suppressed exception if it
 * came from elsewhere. What cannot travel is a {@link dev.cloister.CodecException}. A call has no deadline, unless {@link
 * #withTimeout} or {@link ManagerOptions#callTimeout} gives it one; the death of the manager ends it in any case, with a {@link
 * dev.cloister.ManagerDiedException}, within about a second. To interrupt the calling thread interrupts the thread that runs the
 * call at the manager, and the call returns or throws what comes of that, so it is always known whether it was done. There are
 * also {@linkplain #batch several calls in one message} and {@linkplain #async asynchronous calls}.
 *
 * <p>Thread-safe. After {@link #close} everything throws an {@link IllegalStateException} at once, here; in other processes, a
 * {@link dev.cloister.ManagerDiedException}.
 */
public final class Manager implements AutoCloseable, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final AtomicLong LAST = new AtomicLong();

    private final transient Endpoint endpoint;

    /** Whether {@link #close} ends the manager, or this process's use of it; else only this handle. */
    private final transient boolean owner;

    /** The process that it runs in, if it has one of its own. */
    private final transient @Nullable ManagerProcess process;

    private transient volatile boolean closed;

    private Manager(Endpoint endpoint, boolean owner, @Nullable ManagerProcess process) {
        this.endpoint = endpoint;
        this.owner = owner;
        this.process = process;
    }

    /**
     * A manager in this JVM, with no objects. It has no threads before another process uses it, then one for each connection.
     */
    public static Manager open() {
        return open(ManagerOptions.defaults());
    }

    /**
     * As {@link #open()}, with options.
     *
     * @throws IllegalArgumentException if the methods of a registered type cannot be called from here
     */
    public static Manager open(ManagerOptions options) {
        ManagerConfiguration known = (ManagerConfiguration) options;
        return new Manager(
                ManagerServer.open(nameFor(options), StandardTypes.and(known.types()), known.limits()), true, null);
    }

    private static String nameFor(ManagerOptions options) {
        String name = options.name();
        return name != null ? name : "manager-" + LAST.incrementAndGet();
    }

    /** As {@link #inProcess(ManagerOptions)} with the default options. */
    public static Manager inProcess() throws InterruptedException {
        return inProcess(ManagerOptions.defaults());
    }

    /**
     * A manager in a JVM of its own. It ignores Ctrl-C, and goes with this process. When it dies, all calls throw a {@link
     * dev.cloister.ManagerDiedException} at once, also those that wait. Returns when it can be used.
     *
     * @throws dev.cloister.ManagerDiedException if the process does not come up
     * @throws dev.cloister.CodecException if a factory of the options cannot travel
     */
    public static Manager inProcess(ManagerOptions options) throws InterruptedException {
        ManagerProcess process = ManagerProcess.start(nameFor(options), (ManagerConfiguration) options);
        return new Manager(process.endpoint(), true, process);
    }

    /**
     * A manager that another process serves, here or on another host. To close this handle ends this process's use of it only; what the
     * process held there comes back. Handles of its objects that travel to other processes can be used by those that have connected to it
     * themselves. A manager that is not heard of for 8 seconds is gone.
     *
     * @param address an {@link java.net.InetSocketAddress} or a {@link java.net.UnixDomainSocketAddress}
     * @param key the one that the manager is served with; has to stay open
     * @throws dev.cloister.remote.AuthenticationException if it has another key
     * @throws IOException if nobody serves there
     */
    public static Manager connect(SocketAddress address, AuthenticationKey key)
            throws IOException, InterruptedException {
        return connect(address, key, RemoteOptions.defaults());
    }

    /**
     * As {@link #connect(SocketAddress, AuthenticationKey)}, with options.
     *
     * @param options say which classes of results may be deserialized here, besides values of the JDK and managed objects
     */
    public static Manager connect(SocketAddress address, AuthenticationKey key, RemoteOptions options)
            throws IOException, InterruptedException {
        return new Manager(ManagerClient.connectFar(FarConnector.reach(address, key, options)), true, null);
    }

    /** As {@link #serve(SocketAddress, AuthenticationKey, RemoteOptions)} with the default options. */
    public ServedManager serve(SocketAddress address, AuthenticationKey key) throws IOException {
        return serve(address, key, RemoteOptions.defaults());
    }

    /**
     * Lets processes of other trees and hosts use this manager, if they have the key. Several addresses can be served at a time.
     *
     * @param options say which classes of arguments may be deserialized here, besides values of the JDK and managed objects: the types
     *     of one's own by {@link RemoteOptions#withAllowedClasses}, their operations interfaces too; functions that run here, as those of
     *     {@code merge}, need {@link RemoteOptions#withLambdas}
     * @throws IOException if the address cannot be listened to
     * @throws UnsupportedOperationException if the manager does not run in this JVM. For one that is served by a process of its own,
     *     open it and serve it in a {@link dev.cloister.process.JvmProcess}
     */
    public ServedManager serve(SocketAddress address, AuthenticationKey key, RemoteOptions options) throws IOException {
        if (!(usable() instanceof ManagerServer server)) {
            throw new UnsupportedOperationException(this
                    + " runs in another process: only a manager of this JVM can be served from here. Open and serve it in a"
                    + " JvmProcess to have it served by a process of its own");
        }
        return ServedManager.start(server, Listener.bind(address, key, options), options);
    }

    // objects

    /** A new map without entries. */
    @SuppressWarnings("unchecked")
    public <K, V> ManagedMap<K, V> map() {
        return (ManagedMap<K, V>) make(StandardTypes.MAP);
    }

    /** A new list without elements. */
    @SuppressWarnings("unchecked")
    public <E extends @Nullable Object> ManagedList<E> list() {
        return (ManagedList<E>) make(StandardTypes.LIST);
    }

    /** A new set without elements. */
    @SuppressWarnings("unchecked")
    public <E> ManagedSet<E> set() {
        return (ManagedSet<E>) make(StandardTypes.SET);
    }

    /** A new queue without items, which holds at most {@code capacity}, from 1. */
    @SuppressWarnings("unchecked")
    public <E> ManagedQueue<E> queue(int capacity) {
        return (ManagedQueue<E>) make(StandardTypes.QUEUE, capacity);
    }

    /** A new queue without items, which holds at most {@code capacity}, from 1, and whose takers say when an item is done. */
    @SuppressWarnings("unchecked")
    public <E> ManagedJoinableQueue<E> joinableQueue(int capacity) {
        return (ManagedJoinableQueue<E>) make(StandardTypes.JOINABLE_QUEUE, capacity);
    }

    /** A new deque without items, which holds at most {@code capacity}, from 1. */
    @SuppressWarnings("unchecked")
    public <E> ManagedDeque<E> deque(int capacity) {
        return (ManagedDeque<E>) make(StandardTypes.DEQUE, capacity);
    }

    /** A new namespace without names. */
    public ManagedNamespace namespace() {
        return (ManagedNamespace) make(StandardTypes.NAMESPACE);
    }

    /** A new value. */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> ManagedValue<T> value(T initial) {
        return (ManagedValue<T>) make(StandardTypes.VALUE, initial);
    }

    /** A new array of these elements; its length stays. */
    @SafeVarargs
    @SuppressWarnings({"unchecked", "varargs"}) // read only
    public final <T extends @Nullable Object> ManagedArray<T> array(T... elements) {
        return (ManagedArray<T>) make(StandardTypes.ARRAY, new ArrayList<>(Arrays.asList(elements)));
    }

    /** A new lock, free, which any thread can unlock. */
    public ManagedLock lock() {
        return (ManagedLock) make(StandardTypes.LOCK);
    }

    /** A new lock, free, which its holder can take again, and which only its holder can unlock. */
    public ManagedReentrantLock reentrantLock() {
        return (ManagedReentrantLock) make(StandardTypes.REENTRANT_LOCK);
    }

    /** A new semaphore with so many permits, which can have more later. */
    public ManagedSemaphore semaphore(int permits) {
        return (ManagedSemaphore) make(StandardTypes.SEMAPHORE, permits, Integer.MAX_VALUE);
    }

    /** A new semaphore with so many permits; to release more than {@code most} is an error: Python's {@code BoundedSemaphore}. */
    public ManagedSemaphore semaphore(int permits, int most) {
        return (ManagedSemaphore) make(StandardTypes.SEMAPHORE, permits, most);
    }

    /** A new condition with a lock of its own. */
    public ManagedCondition condition() {
        return reentrantLock().newCondition();
    }

    /** A new condition of a lock: as its {@link ManagedLock#newCondition} does. */
    public ManagedCondition condition(ManagedLock lock) {
        return lock.newCondition();
    }

    /** A new condition of a lock: as its {@link ManagedReentrantLock#newCondition} does. */
    public ManagedCondition condition(ManagedReentrantLock lock) {
        return lock.newCondition();
    }

    /** A new event, not set. */
    public ManagedEvent event() {
        return (ManagedEvent) make(StandardTypes.EVENT);
    }

    /** A new barrier for so many threads, from 1. */
    public ManagedBarrier barrier(int parties) {
        return (ManagedBarrier) make(StandardTypes.BARRIER, parties, null);
    }

    /**
     * A new barrier for so many threads.
     *
     * @param action runs at the manager when all have come, before they go on
     */
    public <A extends Runnable & Serializable> ManagedBarrier barrier(int parties, A action) {
        return (ManagedBarrier) make(StandardTypes.BARRIER, parties, action);
    }

    /** A new pool of so many worker processes, which are children of the manager's process. It ends with the manager. */
    public ManagedPool pool(int workers) {
        return (ManagedPool) make(StandardTypes.POOL, workers);
    }

    private Object make(String type, @Nullable Object... arguments) {
        try {
            return create(type, arguments);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("a " + type + " could not be made: " + e, e);
        }
    }

    /**
     * A new object of a type that the options register.
     *
     * @param type its name there, or the name of a standard type such as {@code "map"}
     * @param arguments for the factory
     * @return implements the type's operations interface
     * @throws IllegalArgumentException if there is no such type
     * @throws Exception what the factory throws
     */
    public Object create(String type, @Nullable Object... arguments) throws Exception {
        return StandardTypes.wrap(usable().root().create(type, arguments));
    }

    /**
     * A new object of a type that the options register.
     *
     * @param operations its operations interface; if several types have it, the first
     * @param arguments for the factory
     * @throws IllegalArgumentException if there is no such type
     * @throws Exception what the factory throws
     */
    public <T> T create(Class<T> operations, @Nullable Object... arguments) throws Exception {
        return operations.cast(usable().root().createByInterface(operations.getName(), arguments));
    }

    /**
     * Gives an object of this manager a name, by which every process that reaches the manager finds it. It stays until the name is
     * {@linkplain #unbind taken away} or given to another.
     *
     * @throws IllegalArgumentException if it is no object of this manager
     */
    public void bind(String name, Object managed) {
        usable().root().bind(name, StandardTypes.unwrap(managed));
    }

    /** Takes a name away; false if no object has it. */
    public boolean unbind(String name) {
        return usable().root().unbind(name);
    }

    /** The object with this name; null if there is none. */
    public @Nullable Object get(String name) {
        Object found = usable().root().find(name);
        return found == null ? null : StandardTypes.wrap(found);
    }

    /**
     * The object with this name.
     *
     * @param type what it is, such as {@code ManagedMap.class} or an operations interface
     * @throws NoSuchElementException if there is none
     * @throws ClassCastException if it is something else
     */
    public <T> T get(String name, Class<T> type) {
        Object found = get(name);
        if (found == null) {
            throw new NoSuchElementException(this + " has no object with the name \"" + name + "\"");
        }
        return type.cast(found);
    }

    // calls

    /**
     * A handle of the same object whose calls throw a {@link dev.cloister.CallTimeoutException} if they take longer than this. The
     * call is interrupted at the manager then. A call that waits is over at most half a second after its time.
     *
     * @param managed a managed object of any manager
     * @param timeout positive
     */
    @SuppressWarnings("unchecked") // the same type with other operations behind
    public static <T> T withTimeout(T managed, Duration timeout) {
        return (T) StandardTypes.wrap(ObjectHandler.withTimeout(StandardTypes.unwrap(managed), timeout));
    }

    /** Collects calls of objects of this manager, to make them in one message. */
    public CallBatch batch() {
        return new CallBatch(new Recording(usable()));
    }

    /**
     * Runs code that calls managed objects on a virtual thread, in the name of the calling thread: a lock that it takes is the
     * calling thread's. At most 64 run at a time, the others wait for their turn. To cancel the future with {@code true}
     * interrupts the call.
     *
     * @return ends with what the code returns or throws
     */
    public <T extends @Nullable Object> CompletableFuture<T> async(Callable<? extends T> call) {
        return AsyncCall.start(usable().name(), call);
    }

    // the manager

    /** What messages and threads call it. */
    public String name() {
        return endpoint.name();
    }

    /**
     * How many objects there are. Those that nobody has a handle of any more count until the garbage collectors of the processes
     * that had them, and that of the manager, have seen that.
     */
    public int numberOfObjects() {
        return usable().root().numberOfObjects();
    }

    /** The clients and the objects, with who has handles of them: for people to read. */
    public String debugInfo() {
        return usable().root().debugInfo();
    }

    /** Whether it can be used with this handle. */
    public boolean isOpen() {
        return !closed && endpoint.isOpen();
    }

    private Endpoint usable() {
        if (closed) {
            throw new IllegalStateException("manager " + endpoint.name() + " is closed");
        }
        return endpoint;
    }

    /**
     * Ends the manager, if this handle is from {@link #open} or {@link #inProcess}: calls that wait are interrupted, its objects
     * are gone. A handle that came to a task closes for itself only. Waits for nothing that takes long; does nothing the second
     * time.
     */
    @Override
    public void close() {
        closed = true;
        if (owner) {
            endpoint.close();
            if (process != null) {
                process.close();
            }
        }
    }

    @Override
    public String toString() {
        return "manager " + endpoint.name();
    }

    @Serial
    private Object writeReplace() {
        return new Travelling(usable().ownAddress());
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("only handles travel");
    }

    private record Travelling(ManagerAddress address) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            try {
                return new Manager(Endpoints.reach(address), false, null);
            } catch (IllegalStateException | ManagerException e) {
                InvalidObjectException failure = new InvalidObjectException(String.valueOf(e.getMessage()));
                failure.initCause(e);
                throw failure;
            }
        }
    }
}
