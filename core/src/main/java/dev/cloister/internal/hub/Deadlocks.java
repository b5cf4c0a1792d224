package dev.cloister.internal.hub;

import dev.cloister.internal.log.RuntimeLog;
import dev.cloister.internal.member.HubEvents;
import dev.cloister.internal.member.HubPort;
import dev.cloister.internal.memory.Token;
import dev.cloister.internal.memory.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds threads that wait for each other in a circle, when the wait that closes it begins. Only waits without a deadline
 * for locks that name their owner count. The stacks of all threads of the circle are asked for; when they have come, and the
 * circle is still there, a wait of it is refused with them, that which closed it if possible. If a thread outside of the
 * circle could release one of the locks, nobody is refused: the circle is logged, and told to those that ask. Guarded by the
 * hub's lock.
 */
final class Deadlocks {
    /** So many reports are kept for those who have not asked for theirs. */
    private static final int MAX_REPORTS = 100;

    private final Hub hub;
    private final Map<Long, Dialog> dialogs = new HashMap<>();
    private final Map<Wait, String> reports = new HashMap<>();
    private final List<Standing> standing = new ArrayList<>();
    private long nextDialog = 1;

    /** A circle in which no wait is refused: the first is the wait that closed it. */
    private record Standing(List<Wait> circle, String text) {}

    /** Stacks on their way: those of one circle have numbers one after the other. */
    private static final class Dialog {
        final List<Wait> circle;
        final Map<Long, String> stacks = new TreeMap<>();

        Dialog(List<Wait> circle) {
            this.circle = circle;
        }
    }

    Deadlocks(Hub hub) {
        this.hub = hub;
    }

    /** A thread begins to wait for a lock. */
    void look(Wait wait) {
        List<Wait> circle = circle(wait);
        if (circle.isEmpty()) {
            return;
        }
        Dialog dialog = new Dialog(circle);
        for (Wait one : circle) {
            long number = nextDialog++;
            dialogs.put(number, dialog);
            one.session().stack(number, one.thread() & 0xFFFF_FFFFL);
        }
    }

    /** The waits from this one back to it; empty if they do not lead back. */
    private List<Wait> circle(Wait first) {
        List<Wait> chain = new ArrayList<>();
        @Nullable Wait next = first.session().waits.containsKey(first.number()) ? first : null;
        while (next != null && !next.timed()) {
            chain.add(next);
            next = waitOf(Words.get(next.object().memory, next.word()));
            if (first.equals(next)) {
                return chain;
            }
            if (next != null && chain.contains(next)) {
                return List.of(); // a circle that this wait only leads to: it was told of when it was closed
            }
        }
        return List.of();
    }

    private @Nullable Wait waitOf(long owner) {
        Session session = hub.session(Token.participant(owner));
        if (session == null || Token.owner(owner) == 0) {
            return null;
        }
        for (Wait wait : session.waits.values()) {
            if (wait.how().forOwner() && (wait.thread() & 0xFFFF_FFFFL) == Token.thread(owner)) {
                return wait;
            }
        }
        return null;
    }

    /** A stack that was asked for. */
    void stackIs(long number, String text) {
        Dialog dialog = dialogs.remove(number);
        if (dialog == null) {
            return;
        }
        dialog.stacks.put(number, text);
        if (dialog.stacks.size() == dialog.circle.size()) {
            conclude(dialog);
        }
    }

    private void conclude(Dialog dialog) {
        Wait closing = dialog.circle.getFirst();
        if (!circle(closing).equals(dialog.circle)) {
            return;
        }
        String text = text(dialog);
        Wait victim = victim(dialog.circle);
        if (victim == null) {
            stand(new Standing(dialog.circle, text));
        } else if (hub.remove(victim)) {
            if (reports.size() < MAX_REPORTS) {
                reports.put(victim, text);
            }
            hub.end(victim, HubEvents.DEADLOCK);
        }
    }

    /** Who is refused: nobody if a lock of the circle could be released by a thread outside of it. */
    private static @Nullable Wait victim(List<Wait> circle) {
        Wait victim = null;
        for (Wait wait : circle) {
            if (!wait.object().behaviour.ownerOnly()) {
                return null;
            }
            victim = victim == null && wait.how().refusable() ? wait : victim;
        }
        return victim;
    }

    private void stand(Standing found) {
        prune();
        if (standing.size() < MAX_REPORTS) {
            standing.add(found);
            hub.later(() -> RuntimeLog.warn(found.text));
        }
    }

    private void prune() {
        standing.removeIf(one -> !circle(one.circle.getFirst()).equals(one.circle));
    }

    /** The circle with this number of those that there are now; empty if there are not so many. */
    private String standing(int index) {
        prune();
        return index < standing.size() ? standing.get(index).text : "";
    }

    private static String text(Dialog dialog) {
        int threads = dialog.circle.size();
        StringBuilder text = new StringBuilder(
                threads == 1
                        ? "deadlock: a thread waits for a lock that it holds itself"
                        : "deadlock: " + threads + " threads wait for each other");
        List<String> stacks = new ArrayList<>(dialog.stacks.values());
        for (int i = 0; i < dialog.circle.size(); i++) {
            text.append("\nwaiting for ").append(dialog.circle.get(i).object()).append(": ");
            text.append(stacks.get(i));
        }
        return text.toString();
    }

    /** The report for a wait that was refused, which can be asked for once; or a circle that stands. */
    String report(Session session, long waiter) {
        if (waiter <= HubPort.FIRST_CIRCLE) {
            return standing((int) (HubPort.FIRST_CIRCLE - waiter));
        }
        for (Wait wait : reports.keySet()) {
            if (wait.session().equals(session) && wait.number() == waiter) {
                return String.valueOf(reports.remove(wait));
            }
        }
        return "deadlock: threads wait for each other";
    }

    /** A process has ended: what was asked of it will not be answered, and its reports are wanted by nobody. */
    void ended(Session session) {
        dialogs.values()
                .removeIf(dialog ->
                        dialog.circle.stream().anyMatch(wait -> wait.session().equals(session)));
        reports.keySet().removeIf(wait -> wait.session().equals(session));
    }
}
