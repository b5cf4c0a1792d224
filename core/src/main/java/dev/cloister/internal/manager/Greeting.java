package dev.cloister.internal.manager;

import dev.cloister.ManagerLimitException;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * A link that the manager has taken, and what it said of itself.
 *
 * @param link from now on for calls, or for control
 * @param manager see {@link Endpoint#id()}
 * @param client what the manager calls this process
 * @param number of the link at the manager
 * @param name of the manager
 * @param callNanos see {@link Limits}
 * @param maxMessageBytes see {@link Limits}
 */
record Greeting(Link link, long manager, long client, long number, String name, long callNanos, int maxMessageBytes) {
    private static final long WELCOME_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So often it is looked whether the manager's process lives. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * Opens a link, and waits until the manager has taken it.
     *
     * @param key by which the manager knows this process: two numbers
     * @param kind of the link: see {@link Messages}
     * @throws ManagerLimitException if the manager does not take it
     * @throws IOException if it is gone, or does not answer
     */
    static Greeting exchange(Connector connector, ByteBuffer key, int kind) throws IOException, InterruptedException {
        Link link = connector.open();
        try {
            ByteSink hello = new ByteSink(32)
                    .putInt(Messages.MAGIC)
                    .putByte(Messages.VERSION)
                    .putByte(kind)
                    .putLong(key.getLong(0))
                    .putLong(key.getLong(8))
                    .putLong(ProcessHandle.current().pid());
            link.send(hello.array(), hello.size());
            return of(link, new ByteSource(awaitWelcome(connector, link)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private static byte[] awaitWelcome(Connector connector, Link link) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WELCOME_NANOS;
        while (System.nanoTime() - deadline < 0) {
            byte[] welcome = link.receive(System.nanoTime() + LOOK_NANOS);
            if (welcome != null) {
                return welcome;
            }
            if (!connector.isManagerAlive()) {
                throw new IOException("its process has ended");
            }
        }
        throw new IOException("it did not answer within " + TimeUnit.NANOSECONDS.toSeconds(WELCOME_NANOS) + " s");
    }

    private static Greeting of(Link link, ByteSource welcome) throws IOException {
        if (welcome.takeByte() != Messages.WELCOME) {
            throw new ManagerLimitException(welcome.takeText());
        }
        return new Greeting(
                link,
                welcome.takeLong(),
                welcome.takeLong(),
                welcome.takeLong(),
                welcome.takeText(),
                welcome.takeLong(),
                welcome.takeInt());
    }
}
