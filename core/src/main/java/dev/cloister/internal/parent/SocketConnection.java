package dev.cloister.internal.parent;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Unix domain socket in the run directory, which only this user can enter. For systems without a POSIX shell; slower to
 * start than pipes. One connection is accepted, then the socket's file is removed.
 */
final class SocketConnection implements Connection {
    private final Path file;
    private final ServerSocketChannel server;

    /** Set by {@link #listen}'s caller before the worker is watched. */
    private @Nullable Process process;

    /** Set by the reader thread when the worker has connected, before its first frame is read. */
    private volatile @Nullable OutputStream commands;

    private SocketConnection(Path file, ServerSocketChannel server) {
        this.file = file;
        this.server = server;
    }

    /** Listens on a new socket. */
    static SocketConnection listen(Path runDirectory, long number) throws IOException {
        Path file = runDirectory.resolve(number + ".sock");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(file), 1);
        return new SocketConnection(file, server);
    }

    Path file() {
        return file;
    }

    void of(Process process) {
        this.process = process;
    }

    @Override
    public InputStream frames() throws IOException {
        try (server) {
            SocketChannel channel = server.accept();
            commands = Channels.newOutputStream(channel);
            return endingWithReset(Channels.newInputStream(channel));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A worker that dies with unread commands resets its connection: that is the end of what it says, as with a pipe. */
    private static InputStream endingWithReset(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int at, int length) throws IOException {
                try {
                    return super.read(bytes, at, length);
                } catch (SocketException e) {
                    return -1;
                }
            }
        };
    }

    @Override
    public OutputStream commands() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int at, int length) throws IOException {
                OutputStream out = commands;
                if (out == null) {
                    throw new IOException("the worker has not connected");
                }
                out.write(bytes, at, length);
            }
        };
    }

    @Override
    public boolean survivesInterrupts() {
        return false;
    }

    @Override
    public InputStream output() {
        if (process == null) {
            throw new IllegalStateException("there is no process yet; please report this");
        }
        return process.getInputStream(); // the process was started with both of its streams in one
    }

    @Override
    public void processEnded() {
        try {
            server.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the run directory is removed as a whole later
        }
    }
}
