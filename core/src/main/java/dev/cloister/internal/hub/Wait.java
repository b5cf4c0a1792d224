package dev.cloister.internal.hub;

import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;

/**
 * A thread that waits at a gate of an object. Immutable.
 *
 * @param session its process
 * @param number its number in its process
 * @param object what it waits at
 * @param word where the word is
 * @param waiters where the count of those that wait for that word is kept
 * @param expected see {@link Waits#await}
 * @param how what kind of wait it is
 * @param timed whether it ends by itself
 * @param thread the thread's number in its process
 */
record Wait(
        Session session,
        long number,
        HubObject object,
        long word,
        long waiters,
        long expected,
        Waits.How how,
        boolean timed,
        long thread) {
    /** Whether what it waits for is there. */
    boolean isOver() {
        long value = Words.get(object.memory, word);
        return how.atLeast() ? value >= expected : value != expected;
    }
}
