package dev.cloister.internal.hub;

import dev.cloister.internal.member.Grant;
import dev.cloister.internal.member.HubAddress;
import dev.cloister.internal.member.Message;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.member.Wire;
import dev.cloister.internal.memory.OutOfSharedMemory;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.parent.Errand;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What the hub's thread knows of one connection: nothing until it has shown the key, then a session. Used by that thread
 * only.
 */
final class Client {
    private final Hub hub;
    private final HubAddress address;
    private @Nullable Wire wire;

    /** Not null from HELLO on. */
    private @Nullable RemoteSession session;

    Client(Hub hub, HubAddress address) {
        this.hub = hub;
        this.address = address;
    }

    void open(Wire connected) {
        wire = connected;
    }

    Wire wire() {
        Wire known = wire;
        if (known == null) {
            throw new IllegalStateException("not connected; please report this");
        }
        return known;
    }

    /** The connection has ended, and so has the process. */
    void end() {
        wire().close();
        RemoteSession known = session;
        session = null;
        if (known != null) {
            hub.lock();
            try {
                hub.ended(known);
            } finally {
                hub.unlock();
            }
        }
    }

    void receive(ByteSource from) throws IOException {
        Message message = Message.of(from.takeByte());
        hub.lock();
        try {
            RemoteSession known = session;
            if (known == null) {
                session = hello(message, from);
            } else {
                receive(known, message, from);
            }
        } finally {
            hub.unlock();
        }
    }

    private RemoteSession hello(Message message, ByteSource from) throws IOException {
        if (message != Message.HELLO || !MessageDigest.isEqual(from.takeSized(), address.key())) {
            throw new IOException("a connection without the key");
        }
        RemoteSession fresh = new RemoteSession(hub.nextParticipant(), from.takeLong(), wire());
        hub.welcome(fresh);
        fresh.welcome(hub.name());
        return fresh;
    }

    private void receive(RemoteSession from, Message message, ByteSource body) throws IOException {
        switch (message) {
            case AWAIT -> await(from, body);
            case FORGET -> hub.forget(from, body.takeLong());
            case WAKE -> hub.wake(body.takeLong(), body.takeLong(), body.takeInt());
            case ATTACHED -> attached(from, body.takeLong());
            case DETACH -> hub.detach(from, body.takeLong(), body.takeByte() != 0);
            case EXPORTED -> hub.exported(body.takeLong(), body.takeLong());
            case ARRIVED -> hub.arrived(body.takeLong(), body.takeLong());
            case LEAVING -> from.leaving = true;
            case NAMED -> hub.names().end(from, body.takeByte() != 0);
            case STACK_IS -> hub.deadlocks().stackIs(body.takeLong(), body.takeText());
            default -> answer(from, message, body);
        }
    }

    private void attached(RemoteSession from, long id) {
        try {
            Grant _ = hub.attach(from, id);
        } catch (IllegalStateException e) {
            from.destroyed(id, String.valueOf(e.getMessage()));
        }
    }

    private void answer(RemoteSession to, Message message, ByteSource body) throws IOException {
        long request = body.takeLong();
        try {
            switch (message) {
                case CREATE -> {
                    ObjectKind kind = ObjectKind.of(body.takeInt());
                    if (kind == null) {
                        throw new IOException("malformed message: an unknown kind of object");
                    }
                    create(to, request, kind, body.takeLong(), body.takeLong());
                }
                case ATTACH -> to.granted(request, hub.attach(to, body.takeLong()));
                case CALL -> call(to, request, body);
                case NAMING -> to.text(request, naming(to));
                case DEADLOCK -> to.text(request, hub.deadlocks().report(to, body.takeLong()));
                default -> throw new IOException("a hub gets no " + message);
            }
        } catch (IllegalStateException e) {
            to.refused(request, false, String.valueOf(e.getMessage()), 0, 0);
        }
    }

    /** Large objects on a thread of their own, which does not hold the lock for long. */
    private void create(RemoteSession to, long request, ObjectKind kind, long bytes, long argument) {
        if (Memory.isLarge(kind, bytes)) {
            Errand.run("cloister-hub-create", () -> {
                try {
                    to.granted(request, hub.createLarge(to, kind, bytes, argument));
                } catch (IOException | IllegalStateException e) {
                    refuse(to, request, e);
                }
            });
            return;
        }
        try {
            to.granted(request, hub.create(to, kind, bytes, argument));
        } catch (IOException | IllegalStateException e) {
            refuse(to, request, e);
        }
    }

    private void call(RemoteSession to, long request, ByteSource body) throws IOException {
        long id = body.takeLong();
        int operation = body.takeInt();
        long a = body.takeLong();
        long b = body.takeLong();
        try {
            to.done(request, hub.call(to, id, operation, a, b));
        } catch (IOException e) { // no space: nothing is wrong with the process
            refuse(to, request, e);
        }
    }

    private static void refuse(RemoteSession to, long request, Exception reason) {
        if (reason instanceof OutOfSharedMemory space) {
            to.refused(request, true, String.valueOf(space.getMessage()), space.needed(), space.free());
        } else {
            to.refused(request, false, String.valueOf(reason.getMessage()), 0, 0);
        }
    }

    private String naming(RemoteSession from) {
        try {
            return hub.names().begin(from).toString();
        } catch (IOException e) {
            throw new IllegalStateException("the hub cannot make a directory for named files: " + e, e);
        }
    }

    private void await(RemoteSession from, ByteSource body) throws IOException {
        long waiter = body.takeLong();
        long id = body.takeLong();
        long word = body.takeLong();
        long waiters = body.takeLong();
        long expected = body.takeLong();
        int flags = body.takeByte();
        long thread = body.takeLong();
        try {
            HubObject object = hub.object(id);
            Waits.How how = new Waits.How((flags & 1) != 0, (flags & 2) != 0, (flags & 8) != 0, true);
            hub.await(new Wait(from, waiter, object, word, waiters, expected, how, (flags & 4) != 0, thread));
        } catch (IllegalStateException e) { // it ended meanwhile: the process was told before this
            from.destroyed(id, String.valueOf(e.getMessage()));
        }
    }
}
