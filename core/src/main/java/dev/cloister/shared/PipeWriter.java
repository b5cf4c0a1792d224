package dev.cloister.shared;

import dev.cloister.internal.memory.MessageRing;

/** Puts messages into the ring of a pipe. */
final class PipeWriter {
    private final MessageRing ring;

    PipeWriter(MessageRing ring) {
        this.ring = ring;
    }

    /** Puts a message; false if nobody can receive any more. */
    boolean put(long token, byte[] bytes, int offset, int length, int kind) throws InterruptedException {
        return ring.put(token, bytes, offset, length, kind, Long.MAX_VALUE) == MessageRing.Outcome.DONE;
    }
}
