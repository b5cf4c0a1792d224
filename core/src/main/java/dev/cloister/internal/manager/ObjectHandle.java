package dev.cloister.internal.manager;

import dev.cloister.ManagerException;
import dev.cloister.internal.codec.ValueCodec;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A reference to a managed object on its way.
 *
 * @param manager see {@link Endpoint#id()}
 * @param object its number there
 * @param type the name of its type
 * @param operations its operations interface
 * @param fingerprint see {@link MethodTable}
 * @param timeoutNanos what its calls are given; 0 for as long as they take
 * @param address where the manager is; null if the handle goes to it or comes from it
 */
record ObjectHandle(
        long manager,
        long object,
        String type,
        String operations,
        long fingerprint,
        long timeoutNanos,
        @Nullable ManagerAddress address)
        implements Serializable {
    /** To the manager itself, or from it. */
    static ObjectHandle inBand(ObjectHandler handler) {
        return of(handler, null);
    }

    /** To whoever. */
    static ObjectHandle toAnywhere(ObjectHandler handler) {
        handler.endpoint().lease(handler.reference());
        return of(handler, handler.endpoint().ownAddress());
    }

    private static ObjectHandle of(ObjectHandler handler, @Nullable ManagerAddress address) {
        MethodTable methods = handler.methods();
        return new ObjectHandle(
                handler.endpoint().id(),
                handler.id(),
                handler.type(),
                methods.type().getName(),
                methods.fingerprint(),
                handler.timeoutNanos(),
                address);
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        try {
            return resolve(CallingThread.current());
        } catch (ManagerException | IllegalStateException | ClassNotFoundException e) {
            InvalidObjectException failure = new InvalidObjectException(
                    "the managed object " + object + " (" + type + ") cannot be used here: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private ObjectHandler resolve(CallingThread thread) throws ClassNotFoundException, InvalidObjectException {
        MethodTable methods = MethodTable.of(operations, fingerprint, ValueCodec.loader());
        Endpoint inBand = thread.inBand;
        if (inBand != null && inBand.id() == manager) {
            Object reference = address == null ? inBand.received(object) : inBand.referenceTo(object);
            return new ObjectHandler(inBand, type, methods, object, reference, timeoutNanos);
        }
        if (address == null) {
            throw new InvalidObjectException("the handle of a managed object was kept and read elsewhere");
        }
        Endpoint endpoint = Endpoints.reach(address);
        return new ObjectHandler(endpoint, type, methods, object, endpoint.referenceTo(object), timeoutNanos);
    }
}
