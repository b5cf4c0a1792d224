package dev.cloister.internal.manager;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a manager and a process that uses it send each other messages through: whole, and in order. One thread sends and one
 * receives at a time; {@link #close} is for any.
 */
public interface Link extends AutoCloseable {
    /**
     * Sends a message; waits while there is no room for it, whatever interrupts come.
     *
     * @param length how many bytes of the array, from the beginning
     * @throws IOException if the other side is gone, or this one closed
     */
    void send(byte[] bytes, int length) throws IOException;

    /**
     * Receives the next message, and waits for it.
     *
     * @throws java.io.EOFException if the other side is gone
     * @throws IOException if the link is broken or closed
     * @throws InterruptedException if the thread is interrupted while waiting; nothing was taken
     */
    byte[] receive() throws IOException, InterruptedException;

    /**
     * As {@link #receive()}, but not longer than until a time.
     *
     * @param deadline of {@link System#nanoTime}
     * @return null if no message has come
     */
    byte @Nullable [] receive(long deadline) throws IOException, InterruptedException;

    /** Ends it; who waits at either side gets an {@link IOException}. Does nothing the second time. */
    @Override
    void close();
}
