package dev.cloister.internal.manager;

import java.util.HashMap;
import java.util.Map;

/** The managers that this process knows: those that run here, and those it has connections to. Thread-safe. */
public final class Endpoints {
    /** By number. Guarded by this class. */
    private static final Map<Long, Endpoint> KNOWN = new HashMap<>();

    private Endpoints() {}

    static synchronized void add(Endpoint endpoint) {
        KNOWN.put(endpoint.id(), endpoint);
    }

    /** A manager on another host that this process is connected to; the first connection stands for it. */
    static synchronized void addFar(ManagerClient client) {
        Endpoint _ = KNOWN.putIfAbsent(client.id(), client);
    }

    static synchronized void remove(Endpoint endpoint) {
        KNOWN.remove(endpoint.id(), endpoint);
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

    private static synchronized Endpoint reachNear(ManagerAddress address) {
        Endpoint known = KNOWN.get(address.id());
        if (known != null && (known instanceof ManagerServer || known.isOpen())) {
            return known;
        }
        ManagerClient client = ManagerClient.connect(address);
        KNOWN.put(address.id(), client);
        return client;
    }
}
