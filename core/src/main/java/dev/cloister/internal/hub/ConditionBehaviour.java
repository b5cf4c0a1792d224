package dev.cloister.internal.hub;

import dev.cloister.internal.member.HubEvents;
import dev.cloister.internal.memory.ConditionLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Who waits for a condition, in the order in which they came, and who was signalled and does not have the lock again yet: if
 * its process dies before, the signal goes to the next.
 */
final class ConditionBehaviour implements Behaviour {
    private final long lock;
    private final List<Wait> signalled = new ArrayList<>();

    ConditionBehaviour(long lock) {
        this.lock = lock;
    }

    /** The number of its lock. */
    long lock() {
        return lock;
    }

    @Override
    public long call(Hub hub, HubObject object, Session session, int operation, long a, long b) {
        return switch (operation) {
            case ConditionLayout.BEGUN -> 0;
            case ConditionLayout.SIGNAL -> signal(hub, object, a);
            case ConditionLayout.CANCEL -> cancel(hub, session, a);
            default -> throw Behaviour.unknown(object, operation);
        };
    }

    private long signal(Hub hub, HubObject object, long count) {
        long done = 0;
        while (done < count && !object.waits.isEmpty()) {
            Wait first = object.waits.getFirst();
            boolean _ = hub.remove(first);
            signalled.add(first);
            hub.end(first, HubEvents.WOKEN);
            done++;
        }
        return done;
    }

    private static long cancel(Hub hub, Session session, long number) {
        Wait wait = session.waits.get(number);
        return wait != null && hub.remove(wait) ? 1 : 0;
    }

    @Override
    public void forgotten(Session session, long waiter) {
        signalled.removeIf(wait -> wait.session().equals(session) && wait.number() == waiter);
    }

    @Override
    public void left(Hub hub, HubObject object, Session session, boolean died) {
        if (!died) {
            return;
        }
        int lost = 0;
        for (Iterator<Wait> it = signalled.iterator(); it.hasNext(); ) {
            if (it.next().session().equals(session)) {
                it.remove();
                lost++;
            }
        }
        long _ = signal(hub, object, lost);
    }
}
