package dev.cloister.internal.hub;

import dev.cloister.internal.member.Grant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A process that takes part. All is guarded by the hub's lock. */
abstract class Session {
    final int participant;
    final long pid;

    /** How often it has attached which objects and not detached them. */
    final Map<HubObject, Integer> attached = new HashMap<>();

    /** All that it has ever attached and that are still there: it may have them mapped. */
    final Set<HubObject> known = new HashSet<>();

    /** Its threads that wait, by their numbers. */
    final Map<Long, Wait> waits = new HashMap<>();

    /** Whether it has said that its end will be an orderly one. */
    boolean leaving;

    /** How many named files it is just creating. */
    int naming;

    Session(int participant, long pid) {
        this.participant = participant;
        this.pid = pid;
    }

    // What it is told. None of these waits.

    abstract void woken(long waiter, int code, long id, long word);

    abstract void destroyed(long id, String reason);

    abstract void unused(String file);

    /** Asks for a stack; the answer goes to the dialog with this number. */
    abstract void stack(long dialog, long thread);

    /** What was granted. */
    static Grant grant(HubObject object) {
        Block block = object.block;
        return new Grant(
                object.id, object.kind, block.file().path().toString(), block.offset(), object.bytes, object.creator);
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}
