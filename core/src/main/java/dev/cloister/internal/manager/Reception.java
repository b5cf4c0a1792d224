package dev.cloister.internal.manager;

import dev.cloister.CodecException;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.os.ProcessStarts;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import dev.cloister.shared.Connection;
import dev.cloister.shared.SharedQueue;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the processes that use a manager from elsewhere. Each has a control link and as many links of calls as its threads call
 * at a time; each link has a thread here. Thread-safe.
 */
public final class Reception {
    /** Who has a link and says nothing is sent away after so long. */
    private static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int DOOR_PLACES = 1024;

    private final ManagerServer server;

    /** By the clients' keys. Guarded by this, as what follows. */
    private final Map<String, ClientSession> clients = new HashMap<>();

    /** All links that are open. */
    private final Set<Link> links = new HashSet<>();

    private @Nullable SharedQueue<Connection> door;
    private @Nullable ManagerAddress address;
    private long lastClient;
    private long lastLink;
    private boolean closed;

    Reception(ManagerServer server) {
        this.server = server;
    }

    /** A door for a manager, made by the process that is to close it when the manager's process is gone. */
    public static SharedQueue<Connection> newDoor() {
        return SharedQueue.create(DOOR_PLACES);
    }

    /** Where processes of this tree come in; there is no door before this is asked. */
    synchronized ManagerAddress address() {
        ManagerAddress known = address;
        return known != null ? known : open(newDoor());
    }

    /** Opens a door, if it is not open yet. */
    public synchronized ManagerAddress open(SharedQueue<Connection> opened) {
        requireOpen();
        ByteSink encoded = new ByteSink(256);
        try {
            ValueCodec.encode(encoded, opened);
        } catch (IOException e) {
            opened.close();
            throw new IllegalStateException("the door of manager " + server.name() + " cannot be encoded", e);
        }
        door = opened;
        ProcessHandle self = ProcessHandle.current();
        ManagerAddress made = new ManagerAddress(
                server.id(), server.name(), self.pid(), ProcessStarts.of(self), encoded.toBytes(), null);
        address = made;
        start("door", () -> takeIn(opened));
        return made;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("manager " + server.name() + " is closed");
        }
    }

    private Thread start(String role, Runnable action) {
        return Thread.ofPlatform()
                .daemon()
                .name("cloister-" + server.name() + "-" + role)
                .start(action);
    }

    private void takeIn(SharedQueue<Connection> from) {
        try {
            while (server.isOpen()) {
                Connection come = next(from);
                if (come != null) {
                    accept(new ConnectionLink(come), null);
                }
            }
        } catch (InterruptedException | IllegalStateException e) {
            // the door is closed
        }
    }

    private static @Nullable Connection next(SharedQueue<Connection> from) throws InterruptedException {
        try {
            return from.take();
        } catch (CodecException e) {
            return null; // a connection that cannot be rebuilt: its process is gone
        }
    }

    /**
     * Serves a link on a thread of its own.
     *
     * @param filter is asked for every class that comes on it; null if it is from this tree of processes
     */
    public void accept(Link link, @Nullable ObjectInputFilter filter) {
        long number;
        int most = server.limits().maxConnections();
        synchronized (this) {
            if (!closed && links.size() < most) {
                links.add(link);
                number = ++lastLink;
            } else {
                number = 0;
            }
        }
        if (number == 0) {
            refuse(
                    link,
                    "manager " + server.name() + " has " + most + " connections, as many as it may (maxConnections="
                            + most + "), or is closed");
        } else {
            Thread _ = start("link-" + number, () -> serve(link, number, filter));
        }
    }

    private static void refuse(Link link, String why) {
        try (link) {
            byte[] refusal = Messages.refusal(why);
            link.send(refusal, refusal.length);
        } catch (IOException e) {
            // it is gone already
        }
    }

    private void serve(Link link, long number, @Nullable ObjectInputFilter filter) {
        try {
            byte[] hello = link.receive(System.nanoTime() + HELLO_NANOS);
            if (hello != null) {
                greet(link, number, filter, new ByteSource(hello));
            }
        } catch (IOException | InterruptedException e) {
            // it is gone, or speaks another language
        } finally {
            link.close();
            synchronized (this) {
                links.remove(link);
            }
        }
    }

    private void greet(Link link, long number, @Nullable ObjectInputFilter filter, ByteSource hello)
            throws IOException {
        if (hello.takeInt() != Messages.MAGIC || hello.takeByte() != Messages.VERSION) {
            refuse(
                    link,
                    "manager " + server.name() + " speaks version " + Messages.VERSION
                            + " of its protocol, the client another: use the same version of Cloister on both sides");
            return;
        }
        int kind = hello.takeByte();
        String key = hello.takeLong() + "-" + hello.takeLong();
        long pid = hello.takeLong();
        if (kind == Messages.CONTROL) {
            ClientSession session = begin(key, pid, link, filter != null);
            if (session != null) {
                welcome(link, session, number);
                session.serve();
            }
            return;
        }
        ClientSession session = session(key);
        if (session == null) {
            refuse(link, "manager " + server.name() + " does not know this process: its control connection has ended");
            return;
        }
        ServedLink served = new ServedLink(server, session, link, number, filter);
        String refusal = session.add(served, server.limits().maxConnectionsPerClient());
        if (refusal.isEmpty()) {
            try {
                welcome(link, session, number);
            } catch (IOException e) {
                session.remove(served);
                throw e;
            }
            served.serve();
        } else {
            refuse(link, refusal);
        }
    }

    private void welcome(Link link, ClientSession session, long number) throws IOException {
        ByteSink welcome = new ByteSink(64)
                .putByte(Messages.WELCOME)
                .putLong(server.id())
                .putLong(session.number())
                .putLong(number)
                .putString(server.name())
                .putLong(server.limits().callNanos())
                .putInt(server.limits().maxMessageBytes());
        link.send(welcome.array(), welcome.size());
    }

    private synchronized @Nullable ClientSession begin(String key, long pid, Link control, boolean far) {
        if (closed || clients.containsKey(key)) {
            return null;
        }
        ClientSession session = new ClientSession(server, ++lastClient, pid, control, far);
        clients.put(key, session);
        return session;
    }

    private synchronized @Nullable ClientSession session(String key) {
        return clients.get(key);
    }

    /** A client is gone. */
    synchronized void removed(ClientSession client) {
        clients.values().remove(client);
    }

    /** A line for each client. */
    String describe() {
        ClientSession[] known;
        int open;
        synchronized (this) {
            known = clients.values().toArray(ClientSession[]::new);
            open = links.size();
        }
        StringBuilder text = new StringBuilder("manager " + server.name() + ": " + known.length + " clients, " + open
                + " connections, " + server.objects().size() + " objects\n");
        for (ClientSession client : known) {
            text.append("  ").append(client).append(": ").append(client.links()).append(" connections for calls\n");
        }
        return text.toString();
    }

    /** Sends all away, and lets nobody in any more. */
    void close() {
        ClientSession[] known;
        Link[] open;
        SharedQueue<Connection> opened;
        synchronized (this) {
            closed = true;
            known = clients.values().toArray(ClientSession[]::new);
            open = links.toArray(Link[]::new);
            opened = door;
        }
        for (ClientSession client : known) {
            client.end();
        }
        for (Link link : open) {
            link.close();
        }
        if (opened != null) {
            opened.close();
        }
    }
}
