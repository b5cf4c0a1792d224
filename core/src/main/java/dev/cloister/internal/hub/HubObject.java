package dev.cloister.internal.hub;

import dev.cloister.internal.member.ObjectKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shared object. All is guarded by the hub's lock, but for the words in its memory. */
final class HubObject {
    final long id;
    final ObjectKind kind;
    final Block block;
    final long bytes;
    final MemorySegment memory;
    final int creator;
    final Behaviour behaviour;

    /** Who waits, in the order in which they came; also those of an object in the same memory. */
    final List<Wait> waits;

    /** Whether another object lies in the same memory, or did. */
    boolean paired;

    /** The object in the same memory, which is the other end of a pipe; null for most, and when that has ended. */
    @Nullable
    HubObject twin;

    /** How many processes have it attached. */
    int holders;

    /** Whether a handle of it ever went to another process. */
    boolean exported;

    /** When it had no holder any more, of {@link System#nanoTime}; 0 while it has. */
    long unheldSince;

    HubObject(long id, ObjectKind kind, Block block, long bytes, int creator, Behaviour behaviour) {
        this.id = id;
        this.kind = kind;
        this.block = block;
        this.bytes = bytes;
        this.memory = block.memory();
        this.creator = creator;
        this.behaviour = behaviour;
        this.waits = new ArrayList<>();
    }

    /** A second one in the memory of another, at the same gates. */
    HubObject(long id, HubObject other, int creator, Behaviour behaviour) {
        this.id = id;
        this.kind = other.kind;
        this.block = other.block;
        this.bytes = other.bytes;
        this.memory = other.memory;
        this.creator = creator;
        this.behaviour = behaviour;
        this.waits = other.waits;
        this.twin = other;
        this.paired = true;
        other.twin = this;
        other.paired = true;
    }

    @Override
    public String toString() {
        return kind + " " + id;
    }
}
