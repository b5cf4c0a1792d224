package dev.cloister.internal.hub;

import dev.cloister.internal.member.HubEvents;
import dev.cloister.internal.memory.BarrierLayout;
import dev.cloister.internal.memory.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of a barrier. States of a round: filling -> running its action, in the process of the last that arrived -> over;
 * each may become broken instead, which lasts until a reset.
 */
final class BarrierBehaviour implements Behaviour {
    /** Those of this round that wait, in the order in which they came. */
    private final List<Wait> arrived = new ArrayList<>();

    /** Those that came for the next round while the action of this one runs. */
    private final List<Wait> early = new ArrayList<>();

    /** Who runs the action; null while none runs. */
    private @Nullable Wait runner;

    @Override
    public long call(Hub hub, HubObject object, Session session, int operation, long a, long b) {
        switch (operation) {
            case BarrierLayout.ARRIVE -> {
                return arrive(hub, object, session, a, b != 0);
            }
            case BarrierLayout.DONE -> {
                return done(hub, object, session, a, b != 0);
            }
            case BarrierLayout.CANCEL -> {
                return cancel(hub, object, session, a, b);
            }
            case BarrierLayout.BREAK -> {
                breakIt(hub, object, a, 0);
                return 0;
            }
            case BarrierLayout.RESET -> {
                Words.set(object.memory, BarrierLayout.REASON, 0);
                endRound(hub, object, HubEvents.RESET);
                return 0;
            }
            default -> throw Behaviour.unknown(object, operation);
        }
    }

    /** The wait of this process with this number, null if it has ended. */
    private static @Nullable Wait find(HubObject object, Session session, long number) {
        Wait wait = session.waits.get(number);
        return wait != null && wait.object() == object ? wait : null;
    }

    private long arrive(Hub hub, HubObject object, Session session, long number, boolean action) {
        Wait wait = find(object, session, number);
        if (wait == null) {
            throw new IllegalStateException("who arrives at " + object + " must wait; please report this");
        }
        if (Words.get(object.memory, BarrierLayout.REASON) != 0) {
            boolean _ = hub.remove(wait);
            return BarrierLayout.IS_BROKEN;
        }
        if (runner != null) {
            early.add(wait);
            return BarrierLayout.LATER;
        }
        long parties = Words.get(object.memory, BarrierLayout.PARTIES);
        if (arrived.size() + 1 < parties) {
            arrived.add(wait);
            Words.set(object.memory, BarrierLayout.WAITING, arrived.size());
            return parties - arrived.size();
        }
        boolean _ = hub.remove(wait);
        if (!action) {
            endRound(hub, object, HubEvents.WOKEN);
            return BarrierLayout.LAST;
        }
        runner = wait;
        Words.set(object.memory, BarrierLayout.WAITING, parties);
        return BarrierLayout.RUN_ACTION;
    }

    private long done(Hub hub, HubObject object, Session session, long number, boolean failed) {
        Wait known = runner;
        if (known == null || !known.session().equals(session) || known.number() != number) {
            return 0;
        }
        if (failed) {
            breakIt(hub, object, BarrierLayout.ACTION, 0);
        } else {
            endRound(hub, object, HubEvents.WOKEN);
        }
        return 1;
    }

    private long cancel(Hub hub, HubObject object, Session session, long number, long reason) {
        Wait wait = find(object, session, number);
        if (wait == null) {
            return 0;
        }
        boolean _ = hub.remove(wait);
        if (!early.remove(wait)) {
            breakIt(hub, object, reason, 0);
        }
        return 1;
    }

    private void breakIt(Hub hub, HubObject object, long reason, long pid) {
        if (Words.get(object.memory, BarrierLayout.REASON) == 0) {
            Words.set(object.memory, BarrierLayout.DEAD, pid);
            Words.set(object.memory, BarrierLayout.REASON, reason);
        }
        endRound(hub, object, HubEvents.BROKEN);
    }

    /** Ends the waits of this round with this code, and lets those come that came early. */
    private void endRound(Hub hub, HubObject object, int code) {
        Words.set(object.memory, BarrierLayout.WAITING, 0);
        runner = null;
        end(hub, arrived, code);
        end(hub, early, HubEvents.CHANGED);
    }

    private static void end(Hub hub, List<Wait> waits, int code) {
        for (Wait wait : waits) {
            if (hub.remove(wait)) {
                hub.end(wait, code);
            }
        }
        waits.clear();
    }

    private boolean takesPart(Session session) {
        Wait running = runner;
        return (running != null && running.session().equals(session))
                || arrived.stream().anyMatch(wait -> wait.session().equals(session));
    }

    @Override
    public void left(Hub hub, HubObject object, Session session, boolean died) {
        if (died && (session.attached.containsKey(object) || takesPart(session))) {
            breakIt(hub, object, BarrierLayout.DEATH, session.pid);
        }
    }
}
