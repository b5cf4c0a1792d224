package dev.cloister.internal.channel;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/**
 * The worker's end of its connection to the parent.
 *
 * @param in frames from the parent
 * @param out frames to the parent
 */
public record WorkerStreams(InputStream in, OutputStream out) {
    /** The first of a worker's arguments when it is to connect to a socket; the second is then the socket's path. */
    public static final String SOCKET = "socket";

    /**
     * Opens the streams that the worker's first two arguments name: two paths, or {@link #SOCKET} and the path of a
     * Unix domain socket.
     */
    public static WorkerStreams open(String first, String second) throws IOException {
        if (!first.equals(SOCKET)) {
            return new WorkerStreams(new FileInputStream(first), new FileOutputStream(second));
        }
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(second));
        return new WorkerStreams(Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }
}
