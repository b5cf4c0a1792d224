package dev.cloister.internal.hub;

import dev.cloister.internal.memory.LatchLayout;
import dev.cloister.internal.memory.Words;

/** Counts the deaths of processes that have a closed latch, so that those that wait for it are told. */
final class LatchBehaviour implements Behaviour {
    @Override
    public void left(Hub hub, HubObject object, Session session, boolean died) {
        if (!died || !session.attached.containsKey(object)) {
            return;
        }
        Words.set(object.memory, LatchLayout.DEAD, session.pid);
        long state = Words.get(object.memory, LatchLayout.STATE);
        while (LatchLayout.count(state) > 0
                && !Words.compareAndSet(object.memory, LatchLayout.STATE, state, state + LatchLayout.DEATH)) {
            state = Words.get(object.memory, LatchLayout.STATE);
        }
    }
}
