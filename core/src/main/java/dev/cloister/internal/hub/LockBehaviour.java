package dev.cloister.internal.hub;

import dev.cloister.internal.memory.LockLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A mutex at the beginning, and conditions that belong to it. */
final class LockBehaviour implements Behaviour {
    private final boolean ownerOnly;

    LockBehaviour(boolean ownerOnly) {
        this.ownerOnly = ownerOnly;
    }

    @Override
    public boolean ownerOnly() {
        return ownerOnly;
    }

    @Override
    public void repair(MemorySegment memory, int participant) {
        LockLayout.recover(memory, participant);
    }

    @Override
    public void destroyed(Hub hub, HubObject object) {
        List<HubObject> conditions = new ArrayList<>();
        for (HubObject other : hub.objects()) {
            if (other.behaviour instanceof ConditionBehaviour condition && condition.lock() == object.id) {
                conditions.add(other);
            }
        }
        conditions.forEach(condition -> hub.destroy(condition, "its lock was closed"));
    }
}
