package dev.cloister.internal.member;

import dev.cloister.internal.memory.Waits;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for the first of several things: gates of shared objects, channels, and whatever calls {@link #wake}.
 * It only looks: a wake that a gate meant for one that takes something is passed on. Made, used and closed by the thread that
 * waits; the order is to register all, to look whether something is there, and then to {@link #await}.
 */
public final class AnyWait extends Waiter implements AutoCloseable {
    private final List<Registered> gates = new ArrayList<>();
    private final boolean taking;
    private volatile @Nullable Selector selector;

    private record Registered(Member member, long number) {}

    /** For one that only looks. */
    public AnyWait() {
        this(false);
    }

    private AnyWait(boolean taking) {
        this.taking = taking;
    }

    /** For one that takes what it was woken for. It waits at one gate. */
    public static AnyWait taking() {
        return new AnyWait(true);
    }

    @Override
    boolean onlyLooks() {
        return !taking;
    }

    /**
     * Waits at this gate too.
     *
     * @param timed whether the wait has a deadline
     * @see Waits#await
     * @throws IllegalStateException if the object is closed
     */
    public void at(Attachment attachment, long word, long waiters, long expected, Waits.How how, boolean timed) {
        Member member = attachment.member();
        attachment.requireOpen();
        gates.add(new Registered(member, member.begin(this, attachment, word, waiters, expected, how, timed)));
    }

    /**
     * Waits for this channel too. The thread then waits in a selector.
     *
     * @throws java.nio.channels.IllegalBlockingModeException if the channel blocks
     */
    public SelectionKey at(SelectableChannel channel, int operations) throws IOException {
        Selector known = selector;
        if (known == null) {
            known = Selector.open();
            selector = known;
        }
        return channel.register(known, operations);
    }

    /** Lets the keys of the channels say what is ready now. */
    public void lookAtChannels() throws IOException {
        Selector known = selector;
        if (known != null) {
            int _ = known.selectNow();
        }
    }

    /** Ends the wait. Any thread. */
    public void wake() {
        end(HubEvents.CHANGED);
    }

    @Override
    void unpark(Thread parked) {
        LockSupport.unpark(parked);
        Selector known = selector;
        if (known != null) {
            known.wakeup();
        }
    }

    /**
     * Waits until something happened.
     *
     * @param deadline of {@link System#nanoTime}; {@link Long#MAX_VALUE} for none
     * @return false if the time is up
     */
    public boolean await(boolean interruptible, long deadline) throws InterruptedException, IOException {
        boolean interrupted = false;
        try {
            while (state() == WAITING) {
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (interruptible && end(GONE)) {
                        interrupted = false;
                        throw new InterruptedException();
                    }
                } else if (deadline - System.nanoTime() <= 0 && deadline != Long.MAX_VALUE) {
                    return !end(GONE);
                } else if (park(deadline)) {
                    return true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether a channel is ready. */
    private boolean park(long deadline) throws IOException {
        Selector known = selector;
        if (known != null) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) + 1;
            return (deadline == Long.MAX_VALUE ? known.select() : known.select(millis)) > 0;
        }
        if (deadline == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
        }
        return false;
    }

    /** Waits nowhere any more. */
    @Override
    public void close() {
        boolean ended = !end(GONE);
        for (Registered gate : gates) {
            gate.member().finish(gate.number(), !ended || gates.size() > 1);
        }
        Selector known = selector;
        if (known != null) {
            try {
                known.close();
            } catch (IOException e) {
                // it held nothing but registrations
            }
        }
    }
}
