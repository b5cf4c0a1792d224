package dev.cloister.shared;

import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.PipeLayout;

/**
 * Two {@link Connection}s that are joined: what is sent at one is received at the other. {@code multiprocessing.Pipe} of
 * Python. One end stays here, the other is given to a task (as an argument, captured by a lambda, through a queue or another
 * pipe). The pipe itself does not travel, because who has both ends never sees the end of the other.
 *
 * <p>Messages are whole or not there at all, and come in order. So many bytes of messages fit into a pipe, 64 KiB less some
 * words, in each direction; who sends more waits until some are received, but for messages larger than that, which travel in
 * memory of their own. A pipe lives until nobody has an end of it.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(1); var pipe = dev.cloister.shared.Pipe.duplex()) {
 *     dev.cloister.shared.Connection parent = pipe.first();
 *     dev.cloister.shared.Connection child = pipe.second();
 *     var task = pool.submit(() -> {
 *         try (child) {
 *             child.send("hello " + child.receive());
 *             return true;
 *         }
 *     });
 *     child.close(); // this process's copy: so the parent sees the end when the task's is closed
 *     parent.send("world");
 *     System.out.println(parent.receive());
 *     task.get();
 * }
 * }
 */
public final class Pipe implements AutoCloseable {
    /** With its words, a ring of each direction takes so many bytes. */
    static final long RING_BYTES = 64 * 1024;

    private final Connection first;
    private final Connection second;

    private Pipe(int rings) {
        Attachment one = SharedObject.create(ObjectKind.PIPE, PipeLayout.bytes(rings, RING_BYTES), 0);
        PipeLayout.initialize(one.memory(), rings, RING_BYTES);
        this.first = new PipeConnection(one, 0);
        this.second = new PipeConnection(SharedObject.create(ObjectKind.PIPE, 0, one.id()), 1);
    }

    /**
     * A pipe whose two ends both send and receive.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static Pipe duplex() {
        return new Pipe(2);
    }

    /**
     * A pipe in one direction: {@link #first()}, also called {@link #reader()}, only receives, {@link #second()}, also called
     * {@link #writer()}, only sends.
     *
     * @throws dev.cloister.OutOfSharedMemoryException if there is no memory for it
     */
    public static Pipe oneWay() {
        return new Pipe(1);
    }

    /** The first end, which the one who created the pipe mostly keeps: Python's {@code parent_conn}. */
    public Connection first() {
        return first;
    }

    /** The second end, which is mostly given to a task: Python's {@code child_conn}. */
    public Connection second() {
        return second;
    }

    /** The end that receives: the first one. */
    public Connection reader() {
        return first;
    }

    /** The end that sends: the second one. */
    public Connection writer() {
        return second;
    }

    /** Closes the two connections of this process; those that were sent elsewhere stay open. Does nothing the second time. */
    @Override
    public void close() {
        first.close();
        second.close();
    }

    @Override
    public String toString() {
        return "Pipe[" + first + ", " + second + "]";
    }
}
