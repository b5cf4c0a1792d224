package dev.cloister.shared;

import dev.cloister.internal.member.AnyWait;
import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;

/**
 * Ready when something can be taken out of a ring, or nothing ever can any more.
 *
 * @param object whose ring it is
 * @param ring what is looked at
 */
record RingSource(SharedObject object, MessageRing ring) implements WaitSource {
    @Override
    public boolean isReady() {
        return object.isClosed() || ring.outcomeOfTake() != MessageRing.Outcome.NOT_NOW;
    }

    @Override
    public void register(AnyWait wait, boolean timed) {
        long gate = ring.takersGate();
        long seen = Words.get(object.attachment().memory(), gate);
        if (!isReady()) { // what is closed cannot be waited for
            wait.at(object.attachment(), gate, ring.takersWait(), seen, Waits.How.CHANGE, timed);
        }
    }
}
