package dev.cloister.internal.manager;

import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.exit.ExitSequence;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The managers that this process knows: those that run here, and those it has connections to. When it ends in order it leaves these, so
 * that its end is no death to them. Thread-safe.
 */
public final class Endpoints {
    /** By number. */
    private static final Map<Long, Endpoint> KNOWN = new ConcurrentHashMap<>();

    /** All connections to managers elsewhere. */
    private static final Set<ManagerClient> CLIENTS = ConcurrentHashMap.newKeySet();

    /** Who has that of a manager connects to it. By the manager's number. */
    private static final Map<Long, Object> CONNECTING = new ConcurrentHashMap<>();

    /** Whether the clients will be closed when this process ends. */
    private static final AtomicBoolean LEAVES = new AtomicBoolean();

    private Endpoints() {}

    static void add(Endpoint endpoint) {
        KNOWN.put(endpoint.id(), endpoint);
    }

    /** A manager on another host that this process is connected to; the first connection stands for it. */
    static void addFar(ManagerClient client) {
        Endpoint _ = KNOWN.putIfAbsent(client.id(), client);
        leaveAtTheEnd(client);
    }

    static void remove(Endpoint endpoint) {
        KNOWN.remove(endpoint.id(), endpoint);
        if (endpoint instanceof ManagerClient client) {
            CLIENTS.remove(client);
        }
    }

    /**
     * The manager with this address; connects to it if this process does not use it yet.
     *
     * @throws dev.cloister.ManagerDiedException if it cannot be reached
     */
    public static Endpoint reach(ManagerAddress address) {
        if (CallingThread.current().far) {
            throw new IllegalStateException(
                    "manager " + address.name() + " is another than the one that is called, and other"
                            + " hosts have no say in whom this process connects to");
        }
        return reachNear(address);
    }

    /** One thread connects, the others that want the same manager wait for that. */
    private static Endpoint reachNear(ManagerAddress address) {
        synchronized (CONNECTING.computeIfAbsent(address.id(), _ -> new Object())) {
            Endpoint known = KNOWN.get(address.id());
            if (known != null && (known instanceof ManagerServer || known.isOpen())) {
                return known;
            }
            ManagerClient client = ManagerClient.connect(address);
            KNOWN.put(address.id(), client);
            leaveAtTheEnd(client);
            return client;
        }
    }

    private static void leaveAtTheEnd(ManagerClient client) {
        CLIENTS.add(client);
        if (!client.isOpen()) {
            CLIENTS.remove(client);
        }
        if (LEAVES.getAndSet(true)) {
            return;
        }
        WorkerContext worker = WorkerContext.process();
        if (worker != null) {
            worker.farewell(Endpoints.class, Endpoints::leave);
            return;
        }
        try {
            var _ = ExitSequence.register(ExitSequence.MANAGERS, Endpoints::leave);
        } catch (IllegalStateException e) {
            // this JVM is exiting already: managers see that it is gone
        }
    }

    private static void leave() {
        CLIENTS.forEach(ManagerClient::close);
    }
}
