package dev.cloister.internal.hub;

import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Mutex;
import java.lang.foreign.MemorySegment;

/** Which behaviour each kind has. */
final class Behaviours {
    private Behaviours() {}

    static Behaviour of(ObjectKind kind, long argument) {
        return switch (kind) {
            case MEMORY, BLOCK, EVENT -> Behaviour.NONE;
            case LOCK, VALUE, ARRAY, STRUCT -> new LockBehaviour(false);
            case BYTES, LIST -> new CellsBehaviour();
            case REENTRANT_LOCK -> new LockBehaviour(true);
            case SEMAPHORE -> new HoldingsBehaviour(false);
            case READ_WRITE_LOCK -> new HoldingsBehaviour(true);
            case CONDITION -> new ConditionBehaviour(argument);
            case LATCH -> new LatchBehaviour();
            case BARRIER -> new BarrierBehaviour();
            case PIPE -> new PipeEndBehaviour();
            case QUEUE -> new QueueBehaviour();
        };
    }

    /** The user's mutex at the beginning, then that of those who change cells. */
    private static final class CellsBehaviour extends LockBehaviour {
        CellsBehaviour() {
            super(false);
        }

        @Override
        public void repair(MemorySegment memory, int participant) {
            super.repair(memory, participant);
            boolean _ = Mutex.recover(memory, Mutex.BYTES, participant);
        }
    }
}
