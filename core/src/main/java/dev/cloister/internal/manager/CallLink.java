package dev.cloister.internal.manager;

import dev.cloister.internal.protocol.ByteSink;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's end of a link of calls. One thread has it at a time, and sends and receives itself. */
final class CallLink {
    /** How long a call that is late has to end by itself, so that it is known what it did. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int KEPT_BYTES = 1 << 20;

    private final Link link;
    private final long number;
    private ByteSink request = new ByteSink(256);
    private int calls;

    /** When it was given back, of {@link System#nanoTime}. Guarded by the client's idle links. */
    long idleSince;

    /** The thread that has it was interrupted while it waited for the answer. */
    private boolean interrupted;

    /** Interrupts are to be passed on to the manager. */
    private boolean interruptible;

    /** The last call was not over in time. */
    private boolean late;

    CallLink(Link link, long number) {
        this.link = link;
        this.number = number;
    }

    /** Begins a message. */
    ByteSink begin(int kind, CallingThread thread) {
        if (request.array().length > KEPT_BYTES) {
            request = new ByteSink(256);
        }
        request.clear();
        return request.putByte(kind).putInt(++calls).putLong(thread.number());
    }

    /**
     * Sends the message and waits for the answer. An interrupt may be passed on to the manager, and the answer is waited for: so
     * it is known what became of the call.
     *
     * @param nanos how long; 0 for as long as it takes
     * @param interruptible whether interrupts are passed on
     * @return null if there was none in time; then the link must not be used again
     */
    byte @Nullable [] exchange(ManagerClient client, long nanos, boolean interruptible) throws IOException {
        interrupted = false;
        late = false;
        this.interruptible = interruptible;
        link.send(request.array(), request.size());
        if (nanos == 0) {
            return await(client);
        }
        byte[] answer = awaitUntil(client, System.nanoTime() + nanos);
        if (answer == null) {
            late = true;
            client.interrupt(number, calls);
            answer = awaitUntil(client, System.nanoTime() + GRACE_NANOS);
        }
        return answer;
    }

    private byte[] await(ManagerClient client) throws IOException {
        while (true) {
            try {
                return link.receive();
            } catch (InterruptedException e) {
                passOn(client);
            }
        }
    }

    private byte @Nullable [] awaitUntil(ManagerClient client, long deadline) throws IOException {
        while (true) {
            try {
                return link.receive(deadline);
            } catch (InterruptedException e) {
                passOn(client);
            }
        }
    }

    private void passOn(ManagerClient client) {
        interrupted = true;
        if (interruptible) {
            client.interrupt(number, calls);
        }
    }

    /** Whether the thread was interrupted since the last {@link #exchange} began, and does not know it any more. */
    boolean wasInterrupted() {
        return interrupted;
    }

    /** Whether the last call was interrupted because its time was over. */
    boolean wasLate() {
        return late;
    }

    long number() {
        return number;
    }

    /** The number of the last call. */
    int call() {
        return calls;
    }

    /** Ends it, after all answers were received. */
    void end() {
        try {
            request.clear();
            request.putByte(Messages.END);
            link.send(request.array(), request.size());
        } catch (IOException e) {
            // the manager is gone
        } finally {
            link.close();
        }
    }

    /** Ends it, whatever is under way. */
    void close() {
        link.close();
    }
}
