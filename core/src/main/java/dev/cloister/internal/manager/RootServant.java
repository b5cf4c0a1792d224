package dev.cloister.internal.manager;

import org.jspecify.annotations.Nullable;

/** What is done with a manager itself, where it lives. */
final class RootServant implements RootOperations {
    private final ManagerServer server;

    RootServant(ManagerServer server) {
        this.server = server;
    }

    @Override
    public Object create(String type, @Nullable Object[] arguments) throws Exception {
        return server.proxy(server.create(server.type(type), "\"" + type + "\"", arguments));
    }

    @Override
    public Object createByInterface(String operations, @Nullable Object[] arguments) throws Exception {
        return server.proxy(server.create(server.typeByInterface(operations), "for " + operations, arguments));
    }

    @Override
    public @Nullable Object find(String name) {
        LocalObject object = server.objects().named(name);
        return object == null ? null : server.proxy(object);
    }

    @Override
    public void bind(String name, Object object) {
        ObjectHandler handler = ObjectHandler.behind(object);
        if (handler == null
                || !(handler.reference() instanceof LocalObject local)
                || !local.server().equals(server)) {
            throw new IllegalArgumentException(
                    "only an object of manager " + server.name() + " can have a name at it, not " + object);
        }
        server.objects().bind(name, local);
    }

    @Override
    public boolean unbind(String name) {
        return server.objects().unbind(name);
    }

    @Override
    public int numberOfObjects() {
        return server.objects().size();
    }

    @Override
    public String debugInfo() {
        return server.reception().describe() + server.objects().describe();
    }

    @Override
    public Object attach(long object) {
        return server.proxy(server.required(object));
    }
}
