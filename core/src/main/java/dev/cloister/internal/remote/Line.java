package dev.cloister.internal.remote;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes to and from another process, without waiting but where it is said. One thread reads and one writes at a time. */
interface Line {
    /** Reads what is there. Returns how many bytes, 0 if there are none now, -1 if none will come. */
    int read(ByteBuffer into) throws IOException;

    /** Writes what finds room now, and takes that out of the buffer. Whether all of it is out. */
    boolean write(ByteBuffer from) throws IOException;

    /** Waits until something may be read; false if the time is up. */
    boolean awaitReadable(long deadline) throws InterruptedException;

    /** Waits until something may be written; false if the time is up. */
    boolean awaitWritable(long deadline) throws InterruptedException;

    /** Has this run once when something may be read. */
    void whenReadable(Runnable action);

    /** Forgets what was to be run. */
    void forget(Runnable action);

    /** Bytes that both sides of this line know, and nobody who holds two lines has for both; empty if it has none. */
    default byte[] binding() {
        return new byte[0];
    }

    /** Where the other side is; null if that is not known. */
    @Nullable
    SocketAddress peer();

    /** The socket's own end; null if that is not known. */
    @Nullable
    SocketAddress local();

    /** What was written still goes out, then comes the end. Never waits; does nothing the second time. */
    void close();
}
