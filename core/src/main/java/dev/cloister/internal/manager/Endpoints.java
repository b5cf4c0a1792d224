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

    static synchronized void remove(Endpoint endpoint) {
        KNOWN.remove(endpoint.id(), endpoint);
    }

    /**
     * The manager with this address; connects to it if this process does not use it yet.
     *
     * @throws dev.cloister.ManagerDiedException if it cannot be reached
     */
    public static synchronized Endpoint reach(ManagerAddress address) {
        Endpoint known = KNOWN.get(address.id());
        if (known != null && (known instanceof ManagerServer || known.isOpen())) {
            return known;
        }
        ManagerClient client = ManagerClient.connect(address);
        KNOWN.put(address.id(), client);
        return client;
    }
}
