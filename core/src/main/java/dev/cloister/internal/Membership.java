package dev.cloister.internal;

import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.context.SharedSource;
import dev.cloister.internal.context.WorkerContext;
import dev.cloister.internal.hub.Hub;
import dev.cloister.internal.hub.TreeKey;
import dev.cloister.internal.member.HubAddress;
import dev.cloister.internal.member.Member;
import dev.cloister.internal.member.RemoteHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * This process's membership at the hub of shared objects: the hub is in this JVM, or, if this is a worker process, in the
 * first of its ancestors that is none.
 */
public final class Membership {
    private static @Nullable Member inParent;

    private Membership() {}

    /**
     * This process as a member.
     *
     * @throws IllegalStateException if the hub cannot be reached
     */
    public static Member current() {
        WorkerContext worker = WorkerContext.process();
        if (worker == null) {
            return Hub.ownMember();
        }
        SharedSource source = worker.source();
        return source == null ? Hub.ownMember() : inParent(worker, source);
    }

    /**
     * The key of the tree of processes that this one belongs to: 32 bytes, which come through the channel from the parent.
     *
     * @throws IllegalStateException if the parent cannot be asked
     */
    public static byte[] treeKey() {
        WorkerContext worker = WorkerContext.process();
        SharedSource source = worker == null ? null : worker.source();
        if (source == null) {
            return TreeKey.own();
        }
        try {
            return HubAddress.decode(source.hubAddress()).treeKey();
        } catch (IOException e) {
            throw new IllegalStateException("the parent cannot be asked for the key of the tree of processes: " + e, e);
        }
    }

    private static synchronized Member inParent(WorkerContext worker, SharedSource source) {
        Member known = inParent;
        if (known == null || !known.isConnected()) {
            known = connect(source);
            inParent = known;
            worker.farewell(Membership.class, ProcessIdentity.isByHand() ? known::announceLeave : known::leave);
        }
        return known;
    }

    /** Twice: the hub may have stopped listening just before it could see that somebody comes. */
    private static Member connect(SharedSource source) {
        try {
            try {
                return connectTo(source.hubAddress());
            } catch (UncheckedIOException e) {
                return connectTo(source.hubAddress());
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("the parent's hub of shared objects cannot be reached: " + e, e);
        }
    }

    private static Member connectTo(byte[] encoded) throws IOException {
        HubAddress address = HubAddress.decode(encoded);
        return new Member(events -> {
            try {
                return new RemoteHub(address, events);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
