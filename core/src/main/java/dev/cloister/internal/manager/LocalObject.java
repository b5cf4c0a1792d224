package dev.cloister.internal.manager;

/**
 * A managed object where it lives. It is there as long as anybody here or elsewhere has a reference to it.
 */
final class LocalObject {
    private final ManagerServer server;
    private final long id;
    private final String type;
    private final MethodTable methods;
    private final Object servant;

    LocalObject(ManagerServer server, long id, String type, MethodTable methods, Object servant) {
        this.server = server;
        this.id = id;
        this.type = type;
        this.methods = methods;
        this.servant = servant;
    }

    ManagerServer server() {
        return server;
    }

    long id() {
        return id;
    }

    /** The name of its type. */
    String type() {
        return type;
    }

    MethodTable methods() {
        return methods;
    }

    Object servant() {
        return servant;
    }

    @Override
    public String toString() {
        return type + " " + id;
    }
}
