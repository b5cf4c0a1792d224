package dev.cloister.internal.hub;

import dev.cloister.internal.memory.Holdings;
import dev.cloister.internal.memory.ReadWriteLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Gives back what processes that have ended held: the permits of a semaphore, or the two sides of a read-write lock. */
final class HoldingsBehaviour implements Behaviour {
    private final boolean readers;
    private final long at;

    /** The dead whose share could not be given back yet. */
    private final List<Integer> owed = new ArrayList<>();

    HoldingsBehaviour(boolean readers) {
        this.readers = readers;
        this.at = readers ? ReadWriteLayout.READERS : 0;
    }

    @Override
    public void repair(MemorySegment memory, int participant) {
        if (readers) {
            ReadWriteLayout.recoverWriter(memory, participant);
        }
        Holdings.recover(memory, at, participant);
        owed.add(participant);
        tick(memory);
    }

    @Override
    public void tick(MemorySegment memory) {
        if (!owed.isEmpty()) {
            owed.removeIf(participant -> Holdings.returnShare(memory, at, participant, readers ? -1 : 1));
        }
    }
}
