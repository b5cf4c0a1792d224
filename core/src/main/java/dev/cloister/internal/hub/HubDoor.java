package dev.cloister.internal.hub;

import dev.cloister.internal.member.HubAddress;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lets other processes find the hub: its server is there while somebody needs it. Guarded by the hub's lock. */
final class HubDoor {
    private final Hub hub;
    private final HubFiles files;

    /** Whether a thread is about to open it. */
    private boolean opening;

    /** Not null while it listens. */
    private @Nullable HubServer server;

    HubDoor(Hub hub, HubFiles files) {
        this.hub = hub;
        this.files = files;
    }

    /** Where the hub can be found; begins to listen. Called without the lock. */
    HubAddress open() throws IOException {
        hub.lock();
        try {
            HubServer known = server;
            if (known == null) {
                known = start();
                server = known;
            }
            return known.address();
        } finally {
            hub.unlock();
        }
    }

    private HubServer start() throws IOException {
        Path runDirectory = files.acquire();
        try {
            return HubServer.start(hub, runDirectory);
        } catch (IOException | RuntimeException | Error e) {
            files.release();
            throw e;
        }
    }

    /** A worker will ask where the hub is: the classes of sockets are loaded meanwhile. */
    void openSoon() {
        if (server == null && !opening) {
            opening = true;
            Thread thread = new Thread(this::openAhead, "cloister-hub");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void openAhead() {
        try {
            HubAddress _ = open();
        } catch (IOException e) { // who asks for the address gets this error
            return;
        } finally {
            hub.lock();
            opening = false;
            hub.unlock();
        }
    }

    /** Nobody needs it now: the server is to ask whether it may stop. */
    void closeSoon() {
        if (server != null) {
            server.stopSoon();
        }
    }

    /** The server stops. */
    void closed() {
        server = null;
    }
}
