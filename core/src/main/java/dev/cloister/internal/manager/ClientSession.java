package dev.cloister.internal.manager;

import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that uses this manager from elsewhere. It is there as long as its control link is. When that ends its calls are
 * interrupted, and when the last of them has ended, what it held comes back. Thread-safe.
 */
final class ClientSession {
    /** Who is on another host and says nothing for so long is gone. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final ManagerServer server;
    private final long number;
    private final long pid;
    private final Link control;

    /** It is on another host, and shows that it is there by saying something now and then. */
    private final boolean far;

    /** By number. Guarded by this, as what follows. */
    private final Map<Long, ServedLink> links = new HashMap<>();

    private boolean ended;
    private boolean departed;

    /** It said that it goes. Written by the control link's thread; read by the last of its threads to end. */
    private volatile boolean saidBye;

    ClientSession(ManagerServer server, long number, long pid, Link control, boolean far) {
        this.server = server;
        this.number = number;
        this.pid = pid;
        this.control = control;
        this.far = far;
    }

    long number() {
        return number;
    }

    /** Obeys what comes on the control link until it ends. */
    void serve() {
        try {
            boolean open = true;
            while (open) {
                byte[] message = far ? control.receive(System.nanoTime() + SILENCE_NANOS) : control.receive();
                open = message != null && obey(new ByteSource(message));
            }
        } catch (IOException | InterruptedException e) {
            // it is gone, or the manager closes; either way that was all
        } finally {
            end();
        }
    }

    private boolean obey(ByteSource message) throws IOException {
        switch (message.takeByte()) {
            case Messages.INTERRUPT -> interrupt(message.takeLong(), message.takeInt());
            case Messages.RELEASE -> server.objects().release(message.takeLong(), this, message.takeInt());
            case Messages.LEASE -> {
                LocalObject object = server.objects().find(message.takeLong());
                if (object != null) {
                    server.objects().lease(object);
                }
            }
            case Messages.PING -> control.send(new byte[] {Messages.PING}, 1);
            case Messages.GIVE_UP -> giveUp(message.takeLong(), message.takeInt());
            case Messages.BYE -> {
                saidBye = true;
                return false;
            }
            default -> {
                return false; // what no client of this version says
            }
        }
        return true;
    }

    private void interrupt(long number, int call) {
        ServedLink link = link(number);
        if (link != null) {
            link.running().interrupt(call);
        }
    }

    private void giveUp(long number, int call) {
        ServedLink link = link(number);
        if (link != null) {
            link.deliveries().giveUp(call);
        }
    }

    private synchronized @Nullable ServedLink link(long number) {
        return links.get(number);
    }

    /** Tells an object that this client is gone. */
    void tell(DepartureListener listener) {
        if (saidBye) {
            listener.left(number);
        } else {
            listener.departed(number);
        }
    }

    /**
     * It has a link more.
     *
     * @return why not, or an empty text
     */
    synchronized String add(ServedLink link, int most) {
        if (ended) {
            return "the process's control connection has ended";
        }
        if (links.size() >= most) {
            return this + " has " + links.size() + " calls under way or connections for them at manager "
                    + server.name()
                    + ", as many as it may (maxConnectionsPerClient=" + most
                    + "): call from fewer threads at a time, or allow more";
        }
        links.put(link.number(), link);
        return "";
    }

    /** One of its links has ended, and with it the call on it. */
    void remove(ServedLink link) {
        synchronized (this) {
            links.remove(link.number());
        }
        departIfOver();
    }

    /** An object goes to it. */
    void count(LocalObject object) {
        server.objects().count(object, this);
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** How many links of calls it has. */
    synchronized int links() {
        return links.size();
    }

    /** It is gone, or has to go. */
    void end() {
        ServedLink[] open;
        synchronized (this) {
            ended = true;
            open = links.values().toArray(ServedLink[]::new);
        }
        control.close();
        for (ServedLink link : open) {
            link.interruptAndClose();
        }
        departIfOver();
    }

    private void departIfOver() {
        synchronized (this) {
            if (!ended || departed || !links.isEmpty()) {
                return;
            }
            departed = true;
        }
        server.departed(this);
    }

    @Override
    public String toString() {
        return "client " + number + " (pid " + pid + ")";
    }
}
