package dev.cloister.internal.manager;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is behind the operations interface of a managed object where it is used: sends calls to its manager. Travels as a handle. */
public final class ObjectHandler implements InvocationHandler, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final @Nullable Object[] NOTHING = {};

    private final transient Endpoint endpoint;
    private final transient String type;
    private final transient MethodTable methods;
    private final transient long id;

    /** Keeps the object: it, or this process's reference to it. */
    private final transient Object reference;

    /** What a call is given, in ns; 0 for as long as it takes. */
    private final transient long timeoutNanos;

    ObjectHandler(Endpoint endpoint, String type, MethodTable methods, long id, Object reference, long timeoutNanos) {
        this.endpoint = endpoint;
        this.type = type;
        this.methods = methods;
        this.id = id;
        this.reference = reference;
        this.timeoutNanos = timeoutNanos;
    }

    /** For an object of a manager. */
    static ObjectHandler of(Endpoint endpoint, String type, MethodTable methods, long id, Object reference) {
        return new ObjectHandler(endpoint, type, methods, id, reference, endpoint.callNanos());
    }

    /** What implements the operations interface. */
    Object proxy() {
        Class<?> type = methods.type();
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this);
    }

    /** That of a proxy; null if it is none. */
    static @Nullable ObjectHandler behind(@Nullable Object object) {
        return object != null
                        && Proxy.isProxyClass(object.getClass())
                        && Proxy.getInvocationHandler(object) instanceof ObjectHandler handler
                ? handler
                : null;
    }

    /** A proxy of the same object whose calls are given so much time. */
    public static Object withTimeout(Object proxy, Duration timeout) {
        ObjectHandler handler = behind(proxy);
        if (handler == null) {
            throw new IllegalArgumentException(
                    "not a managed object: " + proxy.getClass().getName());
        }
        return new ObjectHandler(
                        handler.endpoint,
                        handler.type,
                        handler.methods,
                        handler.id,
                        handler.reference,
                        Endpoint.nanos(timeout))
                .proxy();
    }

    /** The name of the type of the object that a proxy stands for; empty if it is no proxy. */
    public static String typeOf(Object proxy) {
        ObjectHandler handler = behind(proxy);
        return handler == null ? "" : handler.type;
    }

    /** The servant of a managed object that lives in this JVM; else the object as it is. For servants that are given others. */
    public static Object servant(Object object) {
        ObjectHandler handler = behind(object);
        return handler != null && handler.reference instanceof LocalObject local ? local.servant() : object;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The name of the object's type. */
    String type() {
        return type;
    }

    MethodTable methods() {
        return methods;
    }

    long id() {
        return id;
    }

    Object reference() {
        return reference;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Operation operation = methods.find(method);
        if (operation == null) {
            return ofObject(method, arguments == null ? NOTHING : arguments);
        }
        CallingThread thread = CallingThread.current();
        @Nullable Object[] given = arguments == null ? NOTHING : arguments;
        try {
            Recording recording = thread.recording;
            return recording != null
                    ? recording.record(this, operation, given)
                    : endpoint.call(thread, this, operation, given);
        } finally {
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(given);
        }
    }

    /** Those of {@link Object} are about the proxy itself. */
    private Object ofObject(Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> isSame(behind(arguments[0]));
            case "hashCode" -> Long.hashCode(31 * endpoint.id() + id);
            default -> toString();
        };
    }

    private boolean isSame(@Nullable ObjectHandler other) {
        return other != null && other.id == id && other.endpoint.id() == endpoint.id();
    }

    @Override
    public String toString() {
        return type + " " + id + " of manager " + endpoint.name();
    }

    @Serial
    private Object writeReplace() {
        CallingThread thread = CallingThread.current();
        Endpoint to = thread.inBand;
        if (to == null || to.id() != endpoint.id()) {
            return ObjectHandle.toAnywhere(this);
        }
        ClientSession session = thread.session;
        if (session != null && reference instanceof LocalObject local) {
            session.count(local);
        }
        return ObjectHandle.inBand(this);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("only handles travel");
    }
}
