package dev.cloister.internal.context;

import dev.cloister.RemoteCallable;
import dev.cloister.RemoteConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One worker, as the code that runs in it sees it: who it is, and the state that was built in it. A worker is a process,
 * a thread of a pool of platform threads, or a whole pool of virtual threads or a serial pool. Thread-safe.
 */
public final class WorkerContext {
    private static final ThreadLocal<@Nullable WorkerContext> OF_THREAD = new ThreadLocal<>();

    /** Set once, in a worker process, before its first task. */
    private static volatile @Nullable WorkerContext ofProcess;

    private final String pool;
    private final String name;
    private final int number;
    private final boolean process;
    private final @Nullable SharedSource source;
    private final @Nullable ClientSource clientSource;
    private final String parentName;

    /** The states by the number of their handle. Guarded by this, as the other two. */
    private final Map<Long, LocalState> states = new HashMap<>();

    /** Those that have been built, in order. */
    private final List<LocalState> built = new ArrayList<>();

    private boolean closed;

    /** Tell others that this process leaves in order, by who has them told. Guarded by itself. */
    private final Map<Class<?>, Runnable> farewells = new LinkedHashMap<>();

    private WorkerContext(
            String pool,
            String name,
            int number,
            boolean process,
            @Nullable SharedSource source,
            @Nullable ClientSource clientSource,
            String parentName) {
        this.pool = pool;
        this.name = name;
        this.number = number;
        this.process = process;
        this.source = source;
        this.clientSource = clientSource;
        this.parentName = parentName;
    }

    /** That of a worker which consists of threads of this JVM. */
    public static WorkerContext ofThreads(String pool, String name, int number) {
        return new WorkerContext(pool, name, number, false, null, null, "");
    }

    /** Makes this process a worker: its context is that of every thread without one of its own. */
    public static WorkerContext makeProcess(
            String pool, String name, int number, SharedSource source, ClientSource clientSource, String parentName) {
        WorkerContext context = new WorkerContext(pool, name, number, true, source, clientSource, parentName);
        ofProcess = context;
        return context;
    }

    /** The worker that the calling thread runs a task of; null in none. */
    public static @Nullable WorkerContext current() {
        WorkerContext own = OF_THREAD.get();
        return own != null ? own : ofProcess;
    }

    /** The worker process that this JVM is; null if it is none. */
    public static @Nullable WorkerContext process() {
        return ofProcess;
    }

    /** The calling thread runs tasks of this worker from now on. Returns what it was before, for {@link #leave}. */
    public @Nullable WorkerContext enter() {
        WorkerContext before = OF_THREAD.get();
        OF_THREAD.set(this);
        return before;
    }

    /** The calling thread is again what it was before {@link #enter}. */
    public static void leave(@Nullable WorkerContext before) {
        if (before == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(before);
        }
    }

    /** The name of its pool. */
    public String pool() {
        return pool;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** The smallest number, from 0, that no other living worker of the pool had when it was started. */
    public int number() {
        return number;
    }

    /** Whether it is a process. */
    public boolean isProcess() {
        return process;
    }

    /** The name of the process that started it; empty if it is none. */
    public String parentName() {
        return parentName;
    }

    /** Where it finds what its parent shares; null if it is no process. */
    public @Nullable SharedSource source() {
        return source;
    }

    @Nullable
    ClientSource clientSource() {
        return clientSource;
    }

    /** The process uses something of another from now on: this is to be run when it ends in order. Who has one has it replaced. */
    public void farewell(Class<?> of, Runnable leave) {
        synchronized (farewells) {
            farewells.put(of, leave);
        }
    }

    /** The process ends in order, after all else that it had to do. What came last may use what came first, and goes first. */
    public void sayFarewell() {
        List<Runnable> all;
        synchronized (farewells) {
            all = new ArrayList<>(farewells.values());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).run();
        }
    }

    /** The state of a handle in this worker; built by the first who asks, while others wait. */
    public @Nullable Object state(
            long handle, RemoteCallable<?> create, @Nullable RemoteConsumer<@Nullable Object> close) {
        LocalState state;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException(
                        name + " of " + pool + " is exiting: its WorkerLocal states are closed already");
            }
            LocalState known = states.get(handle);
            state = known != null ? known : new LocalState(this, create, close);
            states.put(handle, state);
        }
        return state.get();
    }

    /** A state was built. Returns false if it is too late: the worker has closed the others. */
    synchronized boolean add(LocalState state) {
        return !closed && built.add(state);
    }

    /** Whether there is anything to close. */
    public synchronized boolean hasState() {
        return !states.isEmpty();
    }

    /** The worker exits: closes the states, the last built first. Errors go to {@code System.err}. */
    public void close() {
        List<LocalState> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(built);
            built.clear();
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                all.get(i).close();
            } catch (Throwable t) { // the user's code; the others must be closed all the same
                System.err.println(
                        "cloister: closing the state of a WorkerLocal in " + name + " of " + pool + " threw " + t);
            }
        }
    }
}
