package dev.cloister.shared;

import dev.cloister.OutOfSharedMemoryException;
import dev.cloister.internal.Membership;
import dev.cloister.internal.codec.ValueCodec;
import dev.cloister.internal.member.Attachment;
import dev.cloister.internal.member.Grant;
import dev.cloister.internal.member.Member;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.OutOfSharedMemory;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the handles of all shared objects have in common: they travel to tasks, through queues and pipes, and are then handles of
 * the same object; and they are closed.
 *
 * {@snippet :
 * try (var event = dev.cloister.shared.SharedEvent.create();
 *         var latch = dev.cloister.shared.SharedLatch.create(2)) {
 *     java.util.List<dev.cloister.shared.SharedObject> both = java.util.List.of(event, latch);
 *     both.forEach(shared -> System.out.println(shared + " is open: " + !shared.isClosed()));
 * }
 * }
 *
 * <p>The process that created an object ends it by {@link #close()}. Without that it ends when no process has a handle of it any
 * more: closed, unreachable, or gone with its process; 10 s later if a handle may be on its way. Handles work in the program that
 * created them, its workers and theirs. Safe for use by many threads.
 */
public abstract class SharedObject implements AutoCloseable, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private static final Cleaner CLEANER = Cleaner.create();

    static {
        ValueCodec.setHandleCodec(new Travelling.Codec());
    }

    private final transient Attachment attachment;
    private final transient Cleaner.Cleanable cleanable;
    private transient volatile boolean closed;

    /** A handle of an object that was created or attached for it. */
    SharedObject(Attachment attachment) {
        this.attachment = attachment;
        this.cleanable = CLEANER.register(this, new Release(attachment));
    }

    /** Lets go of the object when its handle is closed or unreachable. Must not refer to the handle. */
    private record Release(Attachment attachment) implements Runnable {
        @Override
        public void run() {
            attachment.member().release(attachment, false);
        }
    }

    /** A new object of zeros. */
    static Attachment create(ObjectKind kind, long bytes, long argument) {
        try {
            return Membership.current().create(kind, bytes, argument);
        } catch (OutOfSharedMemory e) {
            throw new OutOfSharedMemoryException(String.valueOf(e.getMessage()), e.needed(), e.free(), e);
        } catch (IOException e) {
            throw new IllegalStateException("a " + kind + " could not be created: " + e, e);
        }
    }

    /** The object, for an operation on it. Throws if it is closed, here or for all. */
    final Attachment open() {
        if (closed) {
            throw new IllegalStateException(attachment + " is closed: close() was called in this process");
        }
        attachment.requireOpen();
        return attachment;
    }

    /** The object, closed or not: for texts. */
    final Attachment attachment() {
        return attachment;
    }

    /** Whether it can no longer be used here. */
    public final boolean isClosed() {
        return closed || !attachment.isOpen();
    }

    /**
     * Ends the object for all processes if this is the process that created it; elsewhere only this handle. Threads that
     * wait for an object that ends get an {@link IllegalStateException}, and so does every later use. Never waits; does
     * nothing the second time.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (attachment.isOwn() && endsWithCreator()) {
                attachment.member().release(attachment, true);
            }
            cleanable.clean();
        }
    }

    /** Whether the object ends for all when its creator closes it; else when the last handle is gone. */
    boolean endsWithCreator() {
        return true;
    }

    /** How {@link Waiting#waitAny} waits for it; null if it does not. */
    @Nullable
    WaitSource waitSource() {
        return null;
    }

    /** Its class; one of the constants of {@link Travelling}. */
    abstract int form();

    /** What a handle is made from, besides its object. */
    @Nullable
    Object[] details() {
        return Travelling.NO_DETAILS;
    }

    /** What travels in place of a handle. */
    final Travelling travelling() {
        return new Travelling(form(), new Handle(open()), details());
    }

    @Serial
    final Object writeReplace() {
        return travelling();
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("only handles travel");
    }

    /** A handle on its way. */
    static final class Handle implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;

        private final int kind;
        private final long hub;
        private final long id;

        /** As the hub granted it; no file unless it is an object with a file of its own. */
        private final String file;

        private final long bytes;
        private final int creator;

        /** Names this handle among all that are on their way: the process that made it, and how many it had made. */
        private final long ticket;

        private static final AtomicLong LAST_TICKET = new AtomicLong();

        private static final int PARTICIPANT_AT = 40;

        Handle(Attachment attachment) {
            this.kind = attachment.kind().code();
            this.hub = attachment.member().port().hub();
            this.id = attachment.id();
            this.file = attachment.kind().isAlone() ? attachment.grant().file() : "";
            this.bytes = attachment.grant().bytes();
            this.creator = attachment.grant().creator();
            this.ticket = (long) attachment.member().number() << PARTICIPANT_AT | LAST_TICKET.incrementAndGet();
            attachment.member().port().exported(id, ticket);
        }

        private Handle(ByteSource from) throws IOException {
            this.kind = from.takeByte();
            this.hub = from.takeLong();
            this.id = from.takeLong();
            this.file = from.takeText();
            this.bytes = from.takeLong();
            this.creator = from.takeInt();
            this.ticket = from.takeLong();
        }

        void encode(ByteSink to) {
            to.putByte(kind)
                    .putLong(hub)
                    .putLong(id)
                    .putString(file)
                    .putLong(bytes)
                    .putInt(creator)
                    .putLong(ticket);
        }

        static Handle decode(ByteSource from) throws IOException {
            return new Handle(from);
        }

        /** Takes part in the object in this process. */
        Attachment attach() throws InvalidObjectException {
            try {
                return attach(Membership.current());
            } catch (IllegalStateException | IOException e) {
                InvalidObjectException failure = new InvalidObjectException(String.valueOf(e.getMessage()));
                failure.initCause(e);
                throw failure;
            }
        }

        private Attachment attach(Member member) throws IOException {
            if (member.port().hub() != hub) {
                throw new IllegalStateException(ObjectKind.of(kind) + " " + id + " belongs to another program: shared"
                        + " objects can be used by the process that created them, its workers, and its parents");
            }
            ObjectKind known = ObjectKind.of(kind);
            Attachment attachment = known == null || file.isEmpty()
                    ? member.attach(id)
                    : member.attach(new Grant(id, known, file, 0, bytes, creator));
            member.port().arrived(id, ticket);
            return attachment;
        }
    }
}
