package dev.cloister.internal.manager;

import dev.cloister.shared.Connection;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A link over a connection: an end of a pipe between processes of one tree, or an authenticated connection between hosts. */
public final class ConnectionLink implements Link {
    private final Connection end;

    /** Over an end that is this link's alone. */
    public ConnectionLink(Connection end) {
        this.end = end;
    }

    @Override
    public void send(byte[] bytes, int length) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    end.sendBytes(bytes, 0, length);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public byte[] receive() throws IOException, InterruptedException {
        return end.receiveBytes();
    }

    @Override
    public byte @Nullable [] receive(long deadline) throws IOException, InterruptedException {
        return end.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))) ? end.receiveBytes() : null;
    }

    @Override
    public void close() {
        end.close();
    }

    @Override
    public String toString() {
        return end.toString();
    }
}
