package dev.cloister.internal.hub;

import dev.cloister.internal.memory.LockLayout;
import dev.cloister.internal.memory.Mutex;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A mutex at the beginning, and conditions that belong to it. */
class LockBehaviour implements Behaviour {
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
        if (ownerOnly) {
            LockLayout.recover(memory, participant);
        } else { // what lies behind the mutex is the object that it protects
            boolean _ = Mutex.recover(memory, 0, participant);
        }
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
