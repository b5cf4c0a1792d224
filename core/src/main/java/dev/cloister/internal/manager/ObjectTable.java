package dev.cloister.internal.manager;

import dev.cloister.ManagerLimitException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a manager. Those that other processes have references to, or that a handle is on its way to, are held here;
 * the others live as long as somebody in this JVM refers to them, be it another managed object, and are collected as any object is.
 * Thread-safe.
 */
final class ObjectTable {
    /** So long a handle may be on its way. */
    static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** References to objects that are gone are looked for after so many new ones. */
    private static final int SWEEP_EVERY = 1024;

    private final String manager;
    private final int maxObjects;
    private final long leaseNanos;

    /** All that are there, and some that are gone. */
    private final ConcurrentHashMap<Long, WeakReference<LocalObject>> all = new ConcurrentHashMap<>();

    /** Those that are held. Guarded by this, as what follows. */
    private final Map<Long, Held> held = new HashMap<>();

    private final Map<String, LocalObject> names = new TreeMap<>();

    /** Servants that came as results; each is one object, however often it is returned. */
    private final Map<ServantKey, WeakReference<LocalObject>> published = new HashMap<>();

    private long lastId;
    private int sinceSweep;
    private boolean closed;

    /** Whether leases will be looked at. */
    private boolean watched;

    /**
     * Without objects.
     *
     * @param leaseNanos how long a handle may be on its way
     */
    ObjectTable(String manager, int maxObjects, long leaseNanos) {
        this.manager = manager;
        this.maxObjects = maxObjects;
        this.leaseNanos = leaseNanos;
    }

    /** An object that is held for other processes. Guarded by the table. */
    private static final class Held {
        @SuppressWarnings("UnusedVariable") // is there so that it is not collected
        final LocalObject object;

        /** How many references each client has been given and has not given back. */
        final Map<ClientSession, Integer> references = new HashMap<>();

        /** Until when it is held for a handle on its way, of {@link System#nanoTime}; null if there is none. */
        @Nullable
        Long leasedUntil;

        Held(LocalObject object) {
            this.object = object;
        }

        /** Whether it is held for nobody, also no handle on its way. */
        boolean isUnused(long now) {
            if (leasedUntil != null && leasedUntil - now <= 0) {
                leasedUntil = null;
            }
            return leasedUntil == null && references.isEmpty();
        }
    }

    /** Adds an object. */
    synchronized LocalObject add(ManagerServer server, String type, MethodTable methods, Object servant) {
        if (closed) {
            throw new IllegalStateException("manager " + manager + " is closed");
        }
        if (++sinceSweep >= SWEEP_EVERY || all.size() >= maxObjects) {
            sinceSweep = 0;
            sweep();
        }
        if (all.size() >= maxObjects) {
            throw new ManagerLimitException("manager " + manager + " has " + all.size() + " objects, as many as it may"
                    + " (maxObjects=" + maxObjects + "): let go of some, or allow more");
        }
        LocalObject object = new LocalObject(server, ++lastId, type, methods, servant);
        all.put(object.id(), new WeakReference<>(object));
        return object;
    }

    /** The object of a servant that a call returned: the same each time. */
    synchronized LocalObject published(ManagerServer server, String type, MethodTable methods, Object servant) {
        WeakReference<LocalObject> known = published.get(new ServantKey(servant, methods.type()));
        LocalObject object = known == null ? null : known.get();
        if (object == null) {
            object = add(server, type, methods, servant);
            published.put(new ServantKey(servant, methods.type()), new WeakReference<>(object));
        }
        return object;
    }

    /** A servant, not what is equal to it. */
    private static final class ServantKey {
        private final WeakReference<Object> servant;
        private final Class<?> type;
        private final int hash;

        ServantKey(Object servant, Class<?> type) {
            this.servant = new WeakReference<>(servant);
            this.type = type;
            this.hash = System.identityHashCode(servant);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            Object mine = servant.get();
            return other instanceof ServantKey key
                    && mine != null
                    && key.servant.get() == mine
                    && key.type.equals(type);
        }
    }

    private void sweep() {
        all.values().removeIf(reference -> reference.refersTo(null));
        published.values().removeIf(reference -> reference.refersTo(null));
    }

    /** The object with this number; null if it is gone. */
    @Nullable
    LocalObject find(long id) {
        WeakReference<LocalObject> reference = all.get(id);
        return reference == null ? null : reference.get();
    }

    /** A client is given a reference. */
    synchronized void count(LocalObject object, ClientSession client) {
        if (client.isEnded()) {
            return; // it will not get it
        }
        held.computeIfAbsent(object.id(), _ -> new Held(object)).references.merge(client, 1, Integer::sum);
    }

    /** A client gives references back. */
    synchronized void release(long id, ClientSession client, int count) {
        Held object = held.get(id);
        if (object != null) {
            object.references.computeIfPresent(client, (_, had) -> had > count ? had - count : null);
            forgetUnused(System.nanoTime());
        }
    }

    /** A client is gone. */
    synchronized void releaseAll(ClientSession client) {
        held.values().forEach(object -> object.references.remove(client));
        forgetUnused(System.nanoTime());
    }

    /** A handle goes somewhere. */
    synchronized void lease(LocalObject object) {
        held.computeIfAbsent(object.id(), _ -> new Held(object)).leasedUntil = System.nanoTime() + leaseNanos;
        if (!watched) {
            watchLeases(leaseNanos);
        }
    }

    private void watchLeases(long nanos) {
        watched = true;
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(this::endLeases);
    }

    /** Lets go of objects whose handles have been on their way for too long; looks again when the next may have been. */
    private synchronized void endLeases() {
        long now = System.nanoTime();
        forgetUnused(now);
        watched = false;
        long next = Long.MAX_VALUE;
        for (Held object : held.values()) {
            if (object.leasedUntil != null) {
                next = Math.min(next, object.leasedUntil - now);
            }
        }
        if (next != Long.MAX_VALUE) {
            watchLeases(next);
        }
    }

    private void forgetUnused(long now) {
        held.values().removeIf(object -> object.isUnused(now));
    }

    synchronized @Nullable LocalObject named(String name) {
        return names.get(name);
    }

    synchronized void bind(String name, LocalObject object) {
        names.put(name, object);
    }

    synchronized boolean unbind(String name) {
        return names.remove(name) != null;
    }

    /** How many there are. */
    synchronized int size() {
        sweep();
        return all.size();
    }

    /** Those that are there now. */
    List<LocalObject> list() {
        List<LocalObject> objects = new ArrayList<>();
        for (WeakReference<LocalObject> reference : all.values()) {
            LocalObject object = reference.get();
            if (object != null) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** Nothing is held any more, and nothing new comes. Returns what was there. */
    synchronized List<LocalObject> close() {
        closed = true;
        List<LocalObject> objects = list();
        held.clear();
        names.clear();
        all.clear();
        published.clear();
        return objects;
    }

    /** A line for each object. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (LocalObject object : list()) {
            text.append("  ")
                    .append(object)
                    .append(": ")
                    .append(holders(object))
                    .append('\n');
        }
        return text.toString();
    }

    private synchronized String holders(LocalObject object) {
        List<String> holders = new ArrayList<>();
        Held found = held.get(object.id());
        if (found != null) {
            found.references.forEach((client, count) -> holders.add(client + " x " + count));
            if (found.leasedUntil != null && found.leasedUntil - System.nanoTime() > 0) {
                holders.add("a handle on its way");
            }
        }
        names.forEach((name, named) -> {
            if (named.id() == object.id()) {
                holders.add("name \"" + name + "\"");
            }
        });
        return holders.isEmpty() ? "references in the manager's process" : String.join(", ", holders);
    }
}
