package dev.cloister.internal.pool;

import dev.cloister.AutoPool.Choice;
import dev.cloister.internal.log.RuntimeLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an automatic pool has decided, and who is told. Thread-safe. */
final class AutoJournal {
    private static final int MAX_KEPT = 1000;

    private final String pool;

    /** The last decisions. Guarded by this. */
    private final ArrayDeque<Choice> kept = new ArrayDeque<>();

    /** Decisions that listeners have not been told. Guarded by this, as the other. */
    private final ArrayDeque<Choice> untold = new ArrayDeque<>();

    private boolean telling;
    private final List<Consumer<? super Choice>> listeners = new CopyOnWriteArrayList<>();

    AutoJournal(String pool) {
        this.pool = pool;
    }

    void add(Choice choice) {
        if (RuntimeLog.isDebug()) {
            RuntimeLog.debug(pool + ": " + choice.function() + " runs in "
                    + choice.after().choice() + " from now on, " + choice.why() + ": "
                    + choice.after().reason());
        }
        synchronized (this) {
            if (kept.size() == MAX_KEPT) {
                kept.removeFirst();
            }
            kept.addLast(choice);
            if (listeners.isEmpty()) {
                return;
            }
            untold.addLast(choice);
            if (telling) {
                return;
            }
            telling = true;
        }
        UserThreads.start("cloister-" + pool + "-choices", this::tellAll);
    }

    private void tellAll() {
        for (Choice next = next(); next != null; next = next()) {
            for (Consumer<? super Choice> listener : listeners) {
                try {
                    listener.accept(next);
                } catch (Throwable t) { // the others still hear of it
                    UserThreads.report(t);
                }
            }
        }
    }

    private synchronized @Nullable Choice next() {
        Choice next = untold.poll();
        telling = next != null;
        return next;
    }

    void tell(Consumer<? super Choice> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    synchronized List<Choice> history() {
        return List.copyOf(new ArrayList<>(kept));
    }
}
