package dev.cloister.internal.hub;

import dev.cloister.internal.member.HubEvents;

/** The process of the hub itself. It is told things when the hub's lock is free, because it may call back. */
final class LocalSession extends Session {
    private static final int FIRST = 1;

    private final Hub hub;
    private final HubEvents events;

    LocalSession(Hub hub, HubEvents events) {
        super(FIRST, ProcessHandle.current().pid());
        this.hub = hub;
        this.events = events;
    }

    @Override
    void woken(long waiter, int code, long id, long word) {
        hub.later(() -> events.woken(waiter, code, id, word));
    }

    @Override
    void destroyed(long id, String reason) {
        hub.later(() -> events.destroyed(id, reason));
    }

    @Override
    void unused(String file) {
        hub.later(() -> events.unused(file));
    }

    @Override
    void stack(long dialog, long thread) {
        hub.later(() -> {
            String text = events.stackOf(thread);
            hub.lock();
            try {
                hub.deadlocks().stackIs(dialog, text);
            } finally {
                hub.unlock();
            }
        });
    }
}
