package dev.cloister.internal.manager;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A manager as this process reaches it: it runs here, or somewhere else. Thread-safe. */
public abstract sealed class Endpoint implements AutoCloseable permits ManagerServer, ManagerClient {
    /** More than a hundred years. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    /** Tells it from all other managers. */
    abstract long id();

    /** For messages. */
    public abstract String name();

    /** What calls are given that are given no time of their own, in ns; 0 for as long as they take. */
    abstract long callNanos();

    /**
     * Calls a managed object.
     *
     * @throws Throwable what the servant throws, or why there is no answer
     */
    @Nullable
    abstract Object call(CallingThread thread, ObjectHandler object, Operation operation, @Nullable Object[] arguments)
            throws Throwable;

    /**
     * Does all these calls, of objects of this manager, in this order, and puts into each what became of it.
     *
     * @param nanos how long that may take; 0 for as long as it takes
     * @throws dev.cloister.CallTimeoutException if it takes longer; of some it is not known then what became of them
     */
    abstract void callAll(CallingThread thread, Recording calls, long nanos) throws InterruptedException;

    /**
     * What calls are given, in nanoseconds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    static long nanos(Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        return Math.min(TimeUnit.NANOSECONDS.convert(timeout), LONGEST_NANOS);
    }

    /** The object with this number, for which a handle has come from elsewhere. */
    abstract Object referenceTo(long object);

    /** The object with this number, for which the manager itself sent a handle, and has counted it. */
    abstract Object received(long object);

    /** A handle of the object goes somewhere else: it stays for a time. */
    abstract void lease(Object reference);

    /** How another process gets here. */
    public abstract ManagerAddress ownAddress();

    /** The operations on the manager itself. */
    public abstract RootOperations root();

    /** Whether it can be used. */
    public abstract boolean isOpen();

    @Override
    public abstract void close();
}
