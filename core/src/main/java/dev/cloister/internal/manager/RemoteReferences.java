package dev.cloister.internal.manager;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** This process's references to the objects of one manager elsewhere, as long as anything here refers to them. Thread-safe. */
final class RemoteReferences {
    /** By number of the object. Guarded by this. */
    private final Map<Long, WeakReference<RemoteReference>> known = new HashMap<>();

    /** That of an object; null if this process has none. */
    synchronized @Nullable RemoteReference find(long object) {
        WeakReference<RemoteReference> weak = known.get(object);
        return weak == null ? null : weak.get();
    }

    /** That of an object, made if this process has none. */
    synchronized RemoteReference of(ManagerClient client, long object) {
        RemoteReference found = find(object);
        if (found == null) {
            found = new RemoteReference(client, object);
            known.put(object, new WeakReference<>(found));
        }
        return found;
    }

    /** That of an object has become unreachable; there may be another already. */
    synchronized void forget(long object) {
        WeakReference<RemoteReference> weak = known.get(object);
        if (weak != null && weak.refersTo(null)) {
            known.remove(object);
        }
    }
}
