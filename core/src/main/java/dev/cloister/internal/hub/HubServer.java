package dev.cloister.internal.hub;

import dev.cloister.internal.log.RuntimeLog;
import dev.cloister.internal.member.HubAddress;
import dev.cloister.internal.member.Wire;
import dev.cloister.internal.os.SecretBytes;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The hub's door: a Unix domain socket in the run directory, which only this user can enter, or a port of the loopback
 * address where there are no such sockets. One thread receives from all processes. It stops some time after the last
 * object and the last process are gone.
 */
final class HubServer implements Runnable {
    /** How often those that wait are looked at although nobody told of a change. */
    private static final long TICK_MILLIS = 250;

    /** It stops when there was nothing to do for so long. */
    private static final long IDLE_NANOS = 400_000_000;

    /** The socket of a server that is just stopping may still be there when the next begins. */
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Hub hub;
    private final ServerSocketChannel door;
    private final Selector selector;
    private final HubAddress address;

    /** Whether there may be nothing to do any more: it looks soon. */
    private volatile boolean stopSoon;

    private HubServer(Hub hub, ServerSocketChannel door, HubAddress address) throws IOException {
        this.hub = hub;
        this.door = door;
        this.address = address;
        this.selector = Selector.open();
        door.configureBlocking(false);
        door.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Listens in this directory, of which it is a user until it stops. */
    static HubServer start(Hub hub, Path runDirectory) throws IOException {
        HubServer server = open(
                hub,
                runDirectory.resolve("hub-" + NUMBERS.incrementAndGet() + ".sock"),
                SecretBytes.next(HubAddress.KEY_BYTES));
        Thread thread = new Thread(server, "cloister-hub");
        thread.setDaemon(true);
        thread.start();
        if (RuntimeLog.isDebug()) {
            RuntimeLog.debug("hub: other processes can come from now on");
        }
        return server;
    }

    private static HubServer open(Hub hub, Path file, byte[] key) throws IOException {
        try {
            ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                door.bind(UnixDomainSocketAddress.of(file));
                return new HubServer(hub, door, new HubAddress(file.toString(), 0, key, TreeKey.own()));
            } catch (IOException e) { // the path is too long for a socket
                door.close();
            }
        } catch (UnsupportedOperationException e) {
            // a system without them
        }
        ServerSocketChannel door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new HubServer(hub, door, new HubAddress("", door.socket().getLocalPort(), key, TreeKey.own()));
    }

    HubAddress address() {
        return address;
    }

    void stopSoon() {
        stopSoon = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        long idleSince = System.nanoTime();
        long ticked = idleSince;
        try {
            while (true) {
                int _ = selector.select(TICK_MILLIS);
                serve();
                long now = System.nanoTime();
                if (now - ticked >= TICK_MILLIS * 1_000_000) {
                    ticked = now;
                    tick();
                }
                if (selector.keys().size() > 1 && !stopSoon) {
                    idleSince = now;
                } else if ((stopSoon || now - idleSince > IDLE_NANOS) && stop()) {
                    return;
                }
                stopSoon = false;
            }
        } catch (IOException e) {
            System.err.println("cloister: the hub of shared objects has stopped: " + e);
        } finally {
            close();
        }
    }

    private void tick() {
        SelectionKey doorKey = door.keyFor(selector);
        if (doorKey != null) {
            doorKey.interestOps(SelectionKey.OP_ACCEPT);
        }
        hub.lock();
        try {
            hub.tick();
        } finally {
            hub.unlock();
        }
    }

    private boolean stop() {
        hub.lock();
        try {
            return hub.mayStop();
        } finally {
            hub.unlock();
        }
    }

    private void serve() {
        List<SelectionKey> ready = new ArrayList<>(selector.selectedKeys());
        selector.selectedKeys().clear();
        for (SelectionKey key : ready) {
            if (!key.isValid()) {
                continue;
            }
            if (key.attachment() instanceof Client client) {
                serve(client, key);
            } else {
                accept(key);
            }
        }
    }

    private void accept(SelectionKey key) {
        try {
            SocketChannel channel = door.accept();
            if (channel != null) {
                Client client = new Client(hub, address);
                client.open(new Wire(channel, selector, client));
            }
        } catch (IOException e) { // no descriptor is left: those that wait at the door are let in later
            key.interestOps(0);
        }
    }

    private static void serve(Client client, SelectionKey key) {
        Wire wire = client.wire();
        try {
            if (key.isWritable()) {
                wire.flush();
            }
            if (key.isReadable()) {
                try {
                    wire.fill();
                } finally {
                    for (ByteSource message = wire.next(); message != null; message = wire.next()) {
                        client.receive(message);
                    }
                }
            }
        } catch (IOException
                | RuntimeException e) { // its end, or nonsense: a process that sends that is treated as dead
            client.end();
        }
    }

    private void close() {
        RuntimeLog.debug("hub: no other process uses it, or it failed; it has stopped");
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.attachment() instanceof Client client) {
                client.end();
            }
        }
        try {
            door.close();
            selector.close();
            if (!address.path().isEmpty()) {
                Files.deleteIfExists(Path.of(address.path()));
            }
        } catch (IOException e) {
            System.err.println("cloister: the hub's socket could not be closed: " + e);
        }
        hub.releaseFiles();
    }
}
