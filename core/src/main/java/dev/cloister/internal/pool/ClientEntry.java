package dev.cloister.internal.pool;

import dev.cloister.internal.context.ClientPools;

/** Makes a pool known to its clients, from the first one until it has terminated. Thread-safe. */
final class ClientEntry {
    private final AbstractPool pool;

    /** 0 while there is no client. Guarded by this, as the other. */
    private long id;

    private boolean closed;

    ClientEntry(AbstractPool pool) {
        this.pool = pool;
    }

    /** The pool's number. */
    synchronized long id() {
        if (id == 0) {
            id = ClientPools.newId();
            if (!closed) {
                ClientPools.add(id, pool);
            }
        }
        return id;
    }

    /** The pool has terminated. */
    synchronized void close() {
        closed = true;
        if (id != 0) {
            ClientPools.remove(id);
        }
    }
}
