package dev.cloister.manager;

import dev.cloister.RemoteFunction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Manager} is called, which types of objects it has beside the standard ones, and what it allows. Immutable; each
 * {@code with} method returns a changed copy and checks its value.
 *
 * <p><b>Types of one's own</b> are interfaces. All methods of the interface, and nothing else, can be called by other processes.
 * Arguments and results travel by value, unless they are managed objects, and unless the result's declared type is itself a
 * registered interface: then what the method returns becomes a managed object, and the caller gets a handle of it. A factory
 * makes the objects; for a manager in a process of its own it must be serializable, with what it captures, and its class on the class
 * path.
 *
 * {@snippet :
 * static void counters() throws Exception {
 *     var options = dev.cloister.manager.ManagerOptions.defaults()
 *             .withName("counters")
 *             .withType("counter", Counter.class, arguments -> new Simple());
 *     try (var manager = dev.cloister.manager.Manager.open(options)) {
 *         Counter counter = manager.create(Counter.class);
 *         System.out.println(counter.add(2));
 *     }
 * }
 *
 * public interface Counter {
 *     int add(int step);
 * }
 *
 * static class Simple implements Counter {
 *     private int count;
 *
 *     public synchronized int add(int step) {
 *         return count += step;
 *     }
 * }
 * }
 */
public sealed interface ManagerOptions permits ManagerConfiguration {
    /** A name that is made up, the standard types, 2048 connections, 256 of one process, a million objects, 256 MiB messages. */
    static ManagerOptions defaults() {
        return ManagerConfiguration.DEFAULTS;
    }

    /** What messages and threads call it; null, the default, for {@code manager-<number>}. */
    @Nullable
    String name();

    /** How long a call may take that is given no time by {@link Manager#withTimeout}; null, the default, for as long as it takes. */
    @Nullable
    Duration callTimeout();

    /** How many connections other processes may have, all together. Each has a thread at the manager. Default: 2048. */
    int maxConnections();

    /** How many connections one process may have: so many of its calls can be under way at a time. Default: 256. */
    int maxConnectionsPerClient();

    /** How many objects there may be at a time. Default: a million. */
    int maxObjects();

    /** How many bytes the arguments or the result of one call may have. Default: 256 MiB. */
    int maxMessageBytes();

    /** Returns a copy with a name: letters, digits, points, dashes and underscores. */
    ManagerOptions withName(String name);

    /** Returns a copy whose calls may take so long if they are given no other time; positive. */
    ManagerOptions withCallTimeout(Duration timeout);

    /** Returns a copy that allows so many connections, at least 1. */
    ManagerOptions withMaxConnections(int connections);

    /** Returns a copy that allows so many connections of one process, at least 1. */
    ManagerOptions withMaxConnectionsPerClient(int connections);

    /** Returns a copy that allows so many objects, at least 1. */
    ManagerOptions withMaxObjects(int objects);

    /** Returns a copy that allows so many bytes in a call, at least 1024. */
    ManagerOptions withMaxMessageBytes(int bytes);

    /**
     * Returns a copy with a type more.
     *
     * @param name what its objects are created by; not the name of another type
     * @param operations a public interface: what can be called
     * @param factory makes an object, from the arguments that are given to {@link Manager#create}
     */
    <T> ManagerOptions withType(
            String name, Class<T> operations, RemoteFunction<? super @Nullable Object[], ? extends T> factory);

    /**
     * Returns a copy in which results of this type are managed objects, not copies: those of methods that declare to return it.
     *
     * @param operations a public interface: what can be called
     */
    ManagerOptions withResultType(Class<?> operations);
}
