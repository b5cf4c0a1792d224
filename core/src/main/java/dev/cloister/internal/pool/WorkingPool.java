package dev.cloister.internal.pool;

import dev.cloister.CodecException;
import dev.cloister.Outcome;
import dev.cloister.PoolOptions;
import dev.cloister.Shared;
import dev.cloister.internal.context.SharedValue;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the pools that run tasks share, and their handles do not have: how they break, and how they end. */
public abstract class WorkingPool extends AbstractPool {
    /** While a thread opens a pool that is a part of another one: the name of that. */
    private static final ThreadLocal<@Nullable String> OPENED_BY = new ThreadLocal<>();

    private final Termination termination = new Termination();
    private final PoolShares shares = new PoolShares();

    /** Null until it has a client. Guarded by shares. */
    private @Nullable ClientEntry clientEntry;

    private final ExitResults exitResults = new ExitResults();

    /** The name of the pool that hands tasks to this one; null if that are users. */
    private final @Nullable String partOf = OPENED_BY.get();

    /** Set once when an initializer threw; read by who submits. */
    private final AtomicReference<@Nullable InitializerFailure> initializerFailure = new AtomicReference<>();

    WorkingPool(PoolOptions options) {
        super(options);
    }

    @Override
    public final <T extends @Nullable Object> Shared<T> share(T value) {
        if (isShutdown()) {
            throw rejection();
        }
        SharedValue shared = shares.add(name(), value);
        try {
            prepareShared(shared);
        } catch (Throwable t) {
            shared.close();
            throw t;
        }
        if (isShutdown()) { // perhaps all shared values have just been freed
            shared.close();
            throw rejection();
        }
        return shared.handle();
    }

    /**
     * Makes a value ready to be sent.
     *
     * @throws CodecException if it cannot travel
     */
    void prepareShared(SharedValue value) {}

    /** An initializer threw. Returns whether it is the first: then this is why no task is accepted any more. */
    final boolean brokenBy(InitializerFailure how) {
        return initializerFailure.compareAndSet(null, how);
    }

    /** How the first initializer that threw did; null if none has. */
    final @Nullable InitializerFailure initializerFailure() {
        return initializerFailure.get();
    }

    /** Opens a pool that another one hands tasks to, and shuts down. */
    static WorkingPool openPart(String owner, Supplier<AbstractPool> open) {
        OPENED_BY.set(owner);
        try {
            return (WorkingPool) open.get();
        } finally {
            OPENED_BY.remove();
        }
    }

    /** The name of the pool that users have. */
    final String nameForTasks() {
        return partOf == null ? name() : partOf;
    }

    /** Whether another pool hands tasks to this one: it says what is accepted, also when this JVM exits. */
    final boolean isPart() {
        return partOf != null;
    }

    /** Without the pool's lock: it may rebuild what the initializer threw. */
    @Override
    RuntimeException rejection() {
        InitializerFailure how = initializerFailure();
        return how != null ? how.exception() : super.rejection();
    }

    /** Nothing is left to be done. Returns whether {@link #terminate} is to follow, without the pool's lock. */
    final boolean beginTermination() {
        return termination.begin();
    }

    /** Frees what the pool has, which may take long, and then says so to who waits. */
    final void terminate() {
        try {
            free();
        } finally {
            termination.complete();
        }
    }

    /** Frees what the pool has; nothing uses it any more. */
    void free() {
        try {
            shares.close();
            clientEntry().close();
        } finally {
            OpenPools.remove(this);
        }
    }

    @Override
    final ClientEntry clientEntry() {
        synchronized (shares) {
            ClientEntry known = clientEntry;
            if (known == null) {
                known = new ClientEntry(this);
                clientEntry = known;
            }
            return known;
        }
    }

    /** How many of its tasks run in threads of this JVM that have called {@code System.exit}. */
    int exiting() {
        return 0;
    }

    /** Whether no task runs in threads of this JVM, but for those that have called {@code System.exit}. */
    boolean isIdle() {
        return true;
    }

    /** Ends everything now, and all tasks as cancelled: this JVM exits, and nobody is to wait for them. */
    void abandon() {
        killWorkers();
    }

    /** What finalizers returned. */
    final ExitResults finalizers() {
        return exitResults;
    }

    /** How finalizers ended. */
    List<TaskEnding> finalizerEndings() {
        return exitResults.endings();
    }

    @Override
    public final List<Outcome<@Nullable Object>> exitResults() {
        return ExitResults.outcomes(finalizerEndings());
    }

    @Override
    public final boolean isTerminated() {
        return termination.isComplete();
    }

    @Override
    public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return termination.await(timeout, unit);
    }

    @Override
    public final String toString() {
        return PoolText.describe(this);
    }
}
