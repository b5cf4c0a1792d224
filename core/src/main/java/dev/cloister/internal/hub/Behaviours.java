package dev.cloister.internal.hub;

import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Mutex;
import java.lang.foreign.MemorySegment;

/** Which behaviour each kind has. */
final class Behaviours {
    private Behaviours() {}

    static Behaviour of(ObjectKind kind, long argument) {
        return switch (kind) {
            case MEMORY, BLOCK -> Behaviour.NONE;
            case LOCK -> new LockBehaviour();
            case PIPE -> new PipeEndBehaviour(argument == 0 ? 0 : 1);
            case QUEUE -> new QueueBehaviour();
            default -> throw new IllegalStateException("a " + kind + " with " + argument + " is not there yet");
        };
    }

    /** A mutex at the beginning. */
    private static final class LockBehaviour implements Behaviour {
        @Override
        public void repair(MemorySegment memory, int participant) {
            boolean _ = Mutex.recover(memory, 0, participant);
        }
    }
}
