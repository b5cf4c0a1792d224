package dev.cloister.internal.remote;

import dev.cloister.internal.parent.Guardian;
import dev.cloister.internal.parent.RunDirectory;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The socket of a listener, and the file that goes with it. */
final class ListeningSocket {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /**
     * How many connections the system keeps that nobody has taken yet, if it does not allow fewer. A client that finds no room
     * waits a second before it tries again, so that a flood would hold up honest ones.
     */
    private static final int SYSTEM_BACKLOG = 4096;

    private final ServerSocketChannel channel;
    private final SocketAddress address;

    /** Of a Unix domain socket. */
    private final @Nullable Path file;

    /** Whether the file is in the run directory, of which this is a user. */
    private final boolean inRunDirectory;

    /** Held by who waits for a connection. */
    private final ReentrantLock accepting = new ReentrantLock();

    private ListeningSocket(ServerSocketChannel channel, @Nullable Path file, boolean inRunDirectory)
            throws IOException {
        this.channel = channel;
        this.address = file == null ? channel.getLocalAddress() : UnixDomainSocketAddress.of(file);
        this.file = file;
        this.inRunDirectory = inRunDirectory;
    }

    /** Listens at this address; null for a Unix domain socket in the run directory. */
    static ListeningSocket open(@Nullable SocketAddress address) throws IOException {
        return switch (address) {
            case null -> openInRunDirectory();
            case UnixDomainSocketAddress unix -> openUnix(unix.getPath(), false);
            default -> openInternet((InetSocketAddress) address);
        };
    }

    private static ListeningSocket openInternet(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(address, SYSTEM_BACKLOG);
            return new ListeningSocket(channel, null, false);
        } catch (BindException e) {
            channel.close();
            throw explained(Endpoint.of(address), e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ListeningSocket openInRunDirectory() throws IOException {
        Path directory = RunDirectory.acquire();
        boolean opened = false;
        try {
            Guardian.begin(directory);
            Path file = directory.resolve("listener-" + NUMBERS.incrementAndGet() + ".sock");
            ListeningSocket socket = openUnix(file, true);
            opened = true;
            return socket;
        } finally {
            if (!opened) {
                RunDirectory.release();
            }
        }
    }

    private static ListeningSocket openUnix(Path file, boolean inRunDirectory) throws IOException {
        try {
            return bindUnix(file, inRunDirectory);
        } catch (BindException e) {
            if (isLeftOver(file)) {
                Files.deleteIfExists(file);
                return bindUnix(file, inRunDirectory);
            }
            throw explained(file.toString(), e);
        }
    }

    private static ListeningSocket bindUnix(Path file, boolean inRunDirectory) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(file), SYSTEM_BACKLOG);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Path _ = Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            return new ListeningSocket(channel, file.toAbsolutePath(), inRunDirectory);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether it is the socket of a process that was killed: nobody listens there. */
    private static boolean isLeftOver(Path file) throws IOException {
        if (!Files.exists(file)
                || !Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
            return false;
        }
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) { // it is full, or of another user
            return false;
        }
    }

    private static BindException explained(String where, BindException e) {
        BindException explained = new BindException("cannot listen at " + where + ": " + e.getMessage());
        explained.initCause(e);
        return explained;
    }

    SocketAddress address() {
        return address;
    }

    /** The next connection; waits for it. */
    SocketChannel accept() throws IOException {
        accepting.lock();
        try {
            return channel.accept();
        } finally {
            accepting.unlock();
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** The system keeps the socket until the thread that waits in it has left. */
    @SuppressWarnings("LockNotBeforeTry") // there is nothing to do with it
    private void awaitAccepting() {
        accepting.lock();
        accepting.unlock();
    }

    /** The address is free. */
    void close() throws IOException {
        channel.close();
        awaitAccepting();
        if (file != null) {
            Files.deleteIfExists(file);
        }
        if (inRunDirectory) {
            RunDirectory.release();
        }
    }
}
