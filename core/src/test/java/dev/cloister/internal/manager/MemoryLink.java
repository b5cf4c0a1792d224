package dev.cloister.internal.manager;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One end of a link within this JVM. */
final class MemoryLink implements Link {
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> in;
    private final BlockingQueue<byte[]> out;

    private MemoryLink(BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) {
        this.in = in;
        this.out = out;
    }

    /** Two ends. */
    static MemoryLink[] pair() {
        BlockingQueue<byte[]> one = new LinkedBlockingQueue<>();
        BlockingQueue<byte[]> other = new LinkedBlockingQueue<>();
        return new MemoryLink[] {new MemoryLink(one, other), new MemoryLink(other, one)};
    }

    @Override
    public void send(byte[] bytes, int length) {
        out.add(Arrays.copyOf(bytes, length));
    }

    @Override
    public byte[] receive() throws IOException, InterruptedException {
        return whole(in.take());
    }

    @Override
    public byte @Nullable [] receive(long deadline) throws IOException, InterruptedException {
        byte[] message = in.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        return message == null ? null : whole(message);
    }

    private byte[] whole(byte[] message) throws IOException {
        if (message.length == 0) {
            in.add(END);
            throw new EOFException("closed");
        }
        return message;
    }

    @Override
    public void close() {
        in.add(END);
        out.add(END);
    }
}
