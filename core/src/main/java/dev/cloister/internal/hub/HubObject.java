package dev.cloister.internal.hub;

import dev.cloister.internal.member.ObjectKind;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A shared object. All is guarded by the hub's lock, but for the words in its memory. */
final class HubObject {
    final long id;
    final ObjectKind kind;
    final Block block;
    final long bytes;
    final MemorySegment memory;
    final int creator;
    final Behaviour behaviour;

    /** Who waits, in the order in which they came. */
    final List<Wait> waits = new ArrayList<>();

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
    }

    @Override
    public String toString() {
        return kind + " " + id;
    }
}
