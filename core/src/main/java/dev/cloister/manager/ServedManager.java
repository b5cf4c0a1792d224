package dev.cloister.manager;

import dev.cloister.internal.manager.ConnectionLink;
import dev.cloister.internal.manager.FarConnector;
import dev.cloister.internal.manager.ManagerServer;
import dev.cloister.remote.AuthenticationException;
import dev.cloister.remote.Listener;
import dev.cloister.remote.RemoteConnection;
import dev.cloister.remote.RemoteOptions;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The place where a manager is reached by processes of other trees and on other hosts, with {@link Manager#connect}. Made by {@link
 * Manager#serve}; ends with {@link #close} or with the manager.
 *
 * {@snippet :
 * try (var key = dev.cloister.remote.AuthenticationKey.random();
 *         var manager = dev.cloister.manager.Manager.open();
 *         var served = manager.serve(new java.net.InetSocketAddress("localhost", 0), key)) {
 *     manager.bind("jobs", manager.<String>queue(100));
 *     System.out.println(served.address());
 * }
 * }
 *
 * <p>Thread-safe.
 */
public final class ServedManager implements AutoCloseable {
    private final ManagerServer server;
    private final Listener listener;
    private final ObjectInputFilter filter;

    private ServedManager(ManagerServer server, Listener listener, ObjectInputFilter filter) {
        this.server = server;
        this.listener = listener;
        this.filter = filter;
    }

    static ServedManager start(ManagerServer server, Listener listener, RemoteOptions options) {
        ServedManager served = new ServedManager(server, listener, FarConnector.filter(options));
        server.alsoClose(served);
        Thread _ = Thread.ofPlatform()
                .daemon()
                .name("cloister-" + server.name() + "-served")
                .start(served::takeIn);
        return served;
    }

    /** Where it is: with the port that was picked. */
    public SocketAddress address() {
        return listener.address();
    }

    private void takeIn() {
        try {
            while (server.isOpen()) {
                RemoteConnection come = next();
                if (come != null) {
                    server.reception().accept(new ConnectionLink(come), filter);
                }
            }
        } catch (IOException | InterruptedException e) {
            // it is closed
        }
    }

    private @Nullable RemoteConnection next() throws IOException, InterruptedException {
        try {
            return listener.accept();
        } catch (AuthenticationException e) {
            return null; // the listener counts them, and tells who wants to know
        }
    }

    /** Lets nobody in any more; who is in stays. The address is free at once. Does nothing the second time. */
    @Override
    public void close() {
        listener.close();
    }
}
