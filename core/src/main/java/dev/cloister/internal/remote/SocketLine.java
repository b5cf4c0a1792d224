package dev.cloister.internal.remote;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A socket. */
final class SocketLine implements Line {
    /** What has arrived and was not read makes the system throw away what was sent: so much is read first. */
    private static final int DRAINED_BYTES = 1 << 20;

    private final SocketChannel channel;
    private final Watch watch;
    private final @Nullable SocketAddress peer;
    private final @Nullable SocketAddress local;

    /** For a connected channel, which is closed if that fails. */
    static SocketLine of(SocketChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            return new SocketLine(channel, Poller.watch(channel));
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** For a connected channel that does not block. */
    SocketLine(SocketChannel channel, Watch watch) throws IOException {
        this.channel = channel;
        this.watch = watch;
        this.peer = channel.getRemoteAddress();
        this.local = channel.getLocalAddress();
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true); // a host that is gone is noticed at last
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        try {
            return channel.read(into);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) { // of several types
            throw reset(e);
        }
    }

    private static SocketException reset(IOException cause) {
        SocketException reset = new SocketException(cause.getMessage());
        reset.initCause(cause);
        return reset;
    }

    @Override
    public boolean write(ByteBuffer from) throws IOException {
        try {
            while (from.hasRemaining() && channel.write(from) > 0) {
                // the system takes it in pieces
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw reset(e);
        }
        return !from.hasRemaining();
    }

    @Override
    public boolean awaitReadable(long deadline) throws InterruptedException {
        return watch.await(SelectionKey.OP_READ, deadline);
    }

    @Override
    public boolean awaitWritable(long deadline) throws InterruptedException {
        return watch.await(SelectionKey.OP_WRITE, deadline);
    }

    @Override
    public void whenReadable(Runnable action) {
        watch.whenReady(SelectionKey.OP_READ, action);
    }

    @Override
    public void forget(Runnable action) {
        watch.forget(action);
    }

    @Override
    public @Nullable SocketAddress peer() {
        return peer;
    }

    @Override
    public @Nullable SocketAddress local() {
        return local;
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.shutdownOutput();
            drain();
        } catch (IOException e) {
            // the other side was faster
        }
        try {
            channel.close();
        } catch (IOException e) {
            // its descriptor is gone all the same
        }
        watch.closed();
    }

    private void drain() throws IOException {
        ByteBuffer waste = ByteBuffer.allocate(8192);
        for (int total = 0; total < DRAINED_BYTES; ) {
            waste.clear();
            int count = channel.read(waste);
            if (count <= 0) {
                return;
            }
            total += count;
        }
    }

    /** The socket itself. */
    SocketChannel channel() {
        return channel;
    }
}
