package dev.cloister.manager;

import dev.cloister.RemoteFunction;
import dev.cloister.internal.manager.Limits;
import dev.cloister.internal.manager.ManagedType;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of {@link ManagerOptions}.
 *
 * @param types those of the user
 */
@SuppressWarnings("serial") // lists that are made here
record ManagerConfiguration(
        @Nullable String name,
        @Nullable Duration callTimeout,
        int maxConnections,
        int maxConnectionsPerClient,
        int maxObjects,
        int maxMessageBytes,
        List<ManagedType> types)
        implements ManagerOptions, Serializable {
    static final ManagerConfiguration DEFAULTS =
            new ManagerConfiguration(null, null, 2048, 256, 1_000_000, 256 << 20, List.of());

    private static final int LEAST_MESSAGE = 1024;
    private static final Duration LONGEST = Duration.ofDays(365);

    /** In the form that the manager looks at. */
    Limits limits() {
        return new Limits(
                maxConnections,
                maxConnectionsPerClient,
                maxObjects,
                maxMessageBytes,
                callTimeout == null ? 0 : callTimeout.toNanos());
    }

    private static int atLeast(int least, String option, int value) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + ": " + value);
        }
        return value;
    }

    @Override
    public ManagerOptions withName(String name) {
        if (!name.matches("[\\p{L}\\p{N}._-]{1,100}")) {
            throw new IllegalArgumentException(
                    "name must be 1 to 100 letters, digits, points, dashes or underscores: \"" + name + "\"");
        }
        return new ManagerConfiguration(
                name, callTimeout, maxConnections, maxConnectionsPerClient, maxObjects, maxMessageBytes, types);
    }

    @Override
    public ManagerOptions withCallTimeout(Duration timeout) {
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callTimeout must be positive and at most 365 days: " + timeout);
        }
        return new ManagerConfiguration(
                name, timeout, maxConnections, maxConnectionsPerClient, maxObjects, maxMessageBytes, types);
    }

    @Override
    public ManagerOptions withMaxConnections(int connections) {
        int checked = atLeast(1, "maxConnections", connections);
        return new ManagerConfiguration(
                name, callTimeout, checked, maxConnectionsPerClient, maxObjects, maxMessageBytes, types);
    }

    @Override
    public ManagerOptions withMaxConnectionsPerClient(int connections) {
        int checked = atLeast(1, "maxConnectionsPerClient", connections);
        return new ManagerConfiguration(name, callTimeout, maxConnections, checked, maxObjects, maxMessageBytes, types);
    }

    @Override
    public ManagerOptions withMaxObjects(int objects) {
        int checked = atLeast(1, "maxObjects", objects);
        return new ManagerConfiguration(
                name, callTimeout, maxConnections, maxConnectionsPerClient, checked, maxMessageBytes, types);
    }

    @Override
    public ManagerOptions withMaxMessageBytes(int bytes) {
        int checked = atLeast(LEAST_MESSAGE, "maxMessageBytes", bytes);
        return new ManagerConfiguration(
                name, callTimeout, maxConnections, maxConnectionsPerClient, maxObjects, checked, types);
    }

    @Override
    public <T> ManagerOptions withType(
            String name, Class<T> operations, RemoteFunction<? super @Nullable Object[], ? extends T> factory) {
        return withType(new ManagedType(name, operations, factory::apply));
    }

    @Override
    public ManagerOptions withResultType(Class<?> operations) {
        return withType(new ManagedType(operations.getName(), operations, null));
    }

    private ManagerOptions withType(ManagedType type) {
        if (!type.operations().isInterface()) {
            throw new IllegalArgumentException(type.operations().getName()
                    + " is not an interface: what can be called of a managed object is what its interface has");
        }
        if (StandardTypes.and(types).stream().anyMatch(other -> other.name().equals(type.name()))) {
            throw new IllegalArgumentException("there is a type \"" + type.name() + "\" already");
        }
        List<ManagedType> more = new ArrayList<>(types);
        more.add(type);
        return new ManagerConfiguration(
                this.name,
                callTimeout,
                maxConnections,
                maxConnectionsPerClient,
                maxObjects,
                maxMessageBytes,
                List.copyOf(more));
    }
}
