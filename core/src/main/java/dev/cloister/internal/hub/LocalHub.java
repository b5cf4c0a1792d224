package dev.cloister.internal.hub;

import dev.cloister.internal.member.Grant;
import dev.cloister.internal.member.HubPort;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.Waits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The hub for the process that it is in: plain calls under its lock. */
final class LocalHub implements HubPort {
    private final Hub hub;
    private @Nullable LocalSession session;

    LocalHub(Hub hub) {
        this.hub = hub;
    }

    /** Called once, before anybody else has it. */
    void open(LocalSession own) {
        session = own;
    }

    private LocalSession own() {
        LocalSession known = session;
        if (known == null) {
            throw new IllegalStateException("the hub is not open yet; please report this");
        }
        return known;
    }

    @Override
    public int participant() {
        return own().participant;
    }

    @Override
    public long hub() {
        return hub.name();
    }

    @Override
    public Grant create(ObjectKind kind, long bytes, long argument) throws IOException {
        if (Memory.isLarge(kind, bytes)) {
            return hub.createLarge(own(), kind, bytes, argument);
        }
        hub.lock();
        try {
            return hub.create(own(), kind, bytes, argument);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public Grant attach(long id) {
        hub.lock();
        try {
            return hub.attach(own(), id);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public boolean attachUnasked(long id) {
        return false; // to ask costs nothing here
    }

    @Override
    public void detach(long id, boolean destroy) {
        hub.lock();
        try {
            hub.detach(own(), id, destroy);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public void leaving() {} // with it the hub ends

    @Override
    public void exported(long id, long ticket) {
        hub.lock();
        try {
            hub.exported(id, ticket);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public void arrived(long id, long ticket) {
        hub.lock();
        try {
            hub.arrived(id, ticket);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public void await(
            long waiter, long id, long word, long waiters, long expected, Waits.How how, boolean timed, long thread) {
        hub.lock();
        try {
            hub.await(new Wait(own(), waiter, hub.object(id), word, waiters, expected, how, timed, thread));
        } finally {
            hub.unlock();
        }
    }

    @Override
    public void forget(long waiter) {
        hub.lock();
        try {
            hub.forget(own(), waiter);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public void wake(long id, long word, int count) {
        hub.lock();
        try {
            hub.wake(id, word, count);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public long call(long id, int operation, long a, long b) throws IOException {
        hub.lock();
        try {
            return hub.call(own(), id, operation, a, b);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public String beginNaming() throws IOException {
        hub.lock();
        try {
            return hub.names().begin(own()).toString();
        } finally {
            hub.unlock();
        }
    }

    @Override
    public void endNaming(boolean created) {
        hub.lock();
        try {
            hub.names().end(own(), created);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public long processId(int participant) {
        hub.lock();
        try {
            return hub.processId(participant);
        } finally {
            hub.unlock();
        }
    }

    @Override
    public String deadlock(long waiter) {
        hub.lock();
        try {
            return hub.deadlocks().report(own(), waiter);
        } finally {
            hub.unlock();
        }
    }
}
