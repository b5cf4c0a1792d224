package dev.cloister.internal.manager;

import java.lang.ref.Cleaner;

/** This process's reference to an object of a manager elsewhere. When it is unreachable, the manager is told. */
final class RemoteReference {
    private static final Cleaner CLEANER = Cleaner.create();

    private final long object;
    private final Count count;

    RemoteReference(ManagerClient client, long object) {
        this.object = object;
        this.count = new Count(client, object);
        Cleaner.Cleanable _ = CLEANER.register(this, count);
    }

    long object() {
        return object;
    }

    /** The manager has counted one more reference of this process. */
    void received() {
        count.received();
    }

    /** How many the manager has counted. Must not refer to the reference. */
    private static final class Count implements Runnable {
        private final ManagerClient client;
        private final long object;

        /** Guarded by this. */
        private int references;

        Count(ManagerClient client, long object) {
            this.client = client;
            this.object = object;
        }

        synchronized void received() {
            references++;
        }

        @Override
        public synchronized void run() {
            client.forget(object);
            client.release(object, references);
        }
    }
}
