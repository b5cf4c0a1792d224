package dev.cloister.internal.hub;

import dev.cloister.internal.member.ObjectKind;

/** Which behaviour each kind has. */
final class Behaviours {
    private Behaviours() {}

    static Behaviour of(ObjectKind kind, long argument) {
        return switch (kind) {
            case MEMORY, BLOCK, EVENT -> Behaviour.NONE;
            case LOCK -> new LockBehaviour(false);
            case REENTRANT_LOCK -> new LockBehaviour(true);
            case SEMAPHORE -> new HoldingsBehaviour(false);
            case READ_WRITE_LOCK -> new HoldingsBehaviour(true);
            case CONDITION -> new ConditionBehaviour(argument);
            case LATCH -> new LatchBehaviour();
            case BARRIER -> new BarrierBehaviour();
            case PIPE -> new PipeEndBehaviour(argument == 0 ? 0 : 1);
            default -> throw new IllegalStateException("a " + kind + " with " + argument + " is not there yet");
        };
    }
}
