package dev.cloister.internal.member;

import dev.cloister.OutOfSharedMemoryException;
import dev.cloister.internal.memory.OutOfSharedMemory;
import dev.cloister.internal.memory.Token;
import dev.cloister.internal.memory.Waits;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** One shared object as this process has it: its memory here, and the way to wait for others. Thread-safe. */
public final class Attachment implements Waits {
    private final Member member;
    private final Grant grant;
    private final MemorySegment memory;

    /** How many handles of this process have it. Guarded by member. */
    int handles;

    /** Why it is no more; null while it is. Set once. */
    private volatile @Nullable String ended;

    Attachment(Member member, Grant grant, MemorySegment memory) {
        this.member = member;
        this.grant = grant;
        this.memory = memory;
    }

    public long id() {
        return grant.id();
    }

    public ObjectKind kind() {
        return grant.kind();
    }

    /** What the hub said of it. */
    public Grant grant() {
        return grant;
    }

    /** The object's bytes. */
    public MemorySegment memory() {
        return memory;
    }

    public Member member() {
        return member;
    }

    /** Whether this process created it. */
    public boolean isOwn() {
        return grant.creator() == member.number();
    }

    /** Names the calling thread in locks. */
    public long token() {
        return Token.of(member.number(), Thread.currentThread());
    }

    /** Throws if the object is no more, for whatever reason. */
    public void requireOpen() {
        String reason = ended;
        if (reason != null) {
            throw new IllegalStateException(this + " is closed: " + reason);
        }
    }

    boolean end(String reason) {
        if (ended != null) {
            return false;
        }
        ended = reason;
        return true;
    }

    /** Whether the object is there, as far as this process knows. */
    public boolean isOpen() {
        return ended == null;
    }

    boolean hasEnded() {
        return ended != null;
    }

    @Override
    public boolean await(long word, long waiters, long expected, How how, long deadline) throws InterruptedException {
        return member.await(this, word, waiters, expected, how, deadline);
    }

    @Override
    public void wake(long word, int count) {
        member.port().wake(id(), word, count);
    }

    /** Has the hub do something; see the kind's class at the hub. */
    public long call(int operation, long a, long b) {
        requireOpen();
        try {
            return member.port().call(id(), operation, a, b);
        } catch (OutOfSharedMemory e) {
            throw new OutOfSharedMemoryException(String.valueOf(e.getMessage()), e.needed(), e.free(), e);
        } catch (IOException e) {
            throw Member.hubIsGone(e);
        }
    }

    @Override
    public String toString() {
        return grant.kind() + " " + grant.id();
    }
}
