package dev.cloister.internal.remote;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells threads when their sockets are ready: one thread for all remote connections of this JVM, which neither reads nor writes.
 * So who waits for a socket waits as for a lock: an interrupt ends the wait and not the connection, and virtual threads give
 * their carrier away. Starts with the first socket and ends soon after the last.
 */
final class Poller implements Runnable {
    /** How long it stays without sockets. */
    private static final long IDLE_MILLIS = 100;

    private static final Object LOCK = new Object();

    /** The one that runs; null if there is none. Guarded by LOCK. */
    private static @Nullable Poller running;

    private final Selector selector;

    /** Whether a socket was closed: what the selector has of it goes with its next look, which must not be a wait. */
    private volatile boolean closedOne;

    private Poller(Selector selector) {
        this.selector = selector;
    }

    /** A watch of this channel, which does not block. */
    static Watch watch(SelectableChannel channel) throws IOException {
        synchronized (LOCK) {
            Poller poller = running;
            if (poller == null) {
                poller = new Poller(Selector.open());
                Thread thread = new Thread(poller, "cloister-remote");
                thread.setDaemon(true);
                thread.start();
                running = poller;
            }
            Watch watch = new Watch(poller);
            watch.registered(channel.register(poller.selector, 0, watch));
            return watch;
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                if (closedOne) {
                    closedOne = false;
                    int _ = selector.selectNow();
                    tell();
                }
                int ready = selector.keys().isEmpty() ? selector.select(IDLE_MILLIS) : selector.select();
                if (ready == 0 && selector.keys().isEmpty() && isOver()) {
                    return;
                }
                tell();
            }
        } catch (IOException | RuntimeException | Error e) { // no memory, for instance: nobody may wait for ever
            System.err.println("cloister: the thread that waits for sockets has failed, their connections end: " + e);
            synchronized (LOCK) {
                running = null;
            }
            endAll();
        }
    }

    /** Has the thread look again. */
    void wakeup() {
        Selector _ = selector.wakeup();
    }

    /** A socket was closed: gives its descriptor back. */
    void closedOne() {
        closedOne = true;
        wakeup();
    }

    private boolean isOver() throws IOException {
        synchronized (LOCK) {
            if (!selector.keys().isEmpty()) {
                return false;
            }
            running = null;
            selector.close();
            return true;
        }
    }

    private void tell() {
        for (SelectionKey key : selector.selectedKeys()) {
            try {
                ((Watch) key.attachment()).ready(key.readyOps());
            } catch (CancelledKeyException e) {
                ((Watch) key.attachment()).ready(-1);
            }
        }
        selector.selectedKeys().clear();
    }

    private void endAll() {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            try {
                key.channel().close();
            } catch (IOException e) {
                // it is of no use any more
            }
            ((Watch) key.attachment()).ready(-1);
        }
        try {
            selector.close();
        } catch (IOException e) {
            // it held nothing but registrations
        }
    }
}
