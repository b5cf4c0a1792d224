package dev.cloister.shared;

import dev.cloister.internal.Membership;
import dev.cloister.internal.member.HubPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Circles of threads that wait for each other. A circle of {@link SharedReentrantLock}s is refused by a
 * {@link dev.cloister.DeadlockException} when it closes; one that has a {@link SharedLock} or a {@link SharedReadWriteLock} in it
 * could be opened by another thread, so it is logged once, as a warning of the {@link System.Logger} {@code dev.cloister}, in the
 * process that is no worker, and told here while it lasts.
 *
 * {@snippet :
 * for (String circle : dev.cloister.shared.Deadlocks.find()) {
 *     System.err.println(circle);
 * }
 * }
 */
public final class Deadlocks {
    private Deadlocks() {}

    /**
     * The circles that there are now, at most 100, among all processes that share objects with this one: for each a text with the
     * locks, and the stacks that the threads had when the circle closed. Waits with a deadline do not count. Waits for the hub's
     * answer.
     *
     * @throws IllegalStateException if the process that keeps the shared objects cannot be reached
     */
    public static List<String> find() {
        HubPort hub = Membership.current().port();
        List<String> circles = new ArrayList<>();
        try {
            for (String text = hub.deadlock(HubPort.FIRST_CIRCLE);
                    !text.isEmpty();
                    text = hub.deadlock(HubPort.FIRST_CIRCLE - circles.size())) {
                circles.add(text);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the process that keeps the shared objects cannot be reached: " + e, e);
        }
        return circles;
    }
}
