package dev.cloister.internal.hub;

import dev.cloister.internal.member.Grant;
import dev.cloister.internal.member.HubAddress;
import dev.cloister.internal.member.HubEvents;
import dev.cloister.internal.member.HubPort;
import dev.cloister.internal.member.Member;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.MappedFile;
import dev.cloister.internal.memory.Words;
import dev.cloister.internal.os.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the shared objects of this process and of the workers below it: gives out memory, knows who takes part in what and
 * who waits for what, and repairs what the dead leave. One per JVM; it has files while there are objects, and a socket and
 * a thread while other processes take part. Thread-safe: one lock, under which nothing waits.
 */
public final class Hub {
    private static final @Nullable Hub[] INSTANCE = {null};

    /** An object that nobody holds is kept so long if a handle of it was sent somewhere. */
    private static final long LINGER_NANOS = 10_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private final long name = ByteBuffer.wrap(SecretBytes.next(Long.BYTES)).getLong();
    private final HubFiles files = new HubFiles();
    private final HubNames names = new HubNames(files);
    private final HubDoor door = new HubDoor(this, files);
    private final Map<Long, HubObject> objects = new LinkedHashMap<>();
    private final Map<Integer, Session> sessions = new HashMap<>();

    /** For this process, said after the lock was released: it may call back. */
    private final ArrayDeque<Runnable> news = new ArrayDeque<>();

    private final Member member;
    private final LocalSession own;
    private final Deadlocks deadlocks = new Deadlocks(this);
    private long nextObject = 1;

    /** How many large objects are just being created. */
    private int creations;

    private int nextParticipant = 2;

    Hub() {
        LocalHub port = new LocalHub(this);
        this.member = new Member(events -> port);
        this.own = new LocalSession(this, member);
        port.open(own);
        sessions.put(own.participant, own);
    }

    private static Hub get() {
        synchronized (INSTANCE) {
            Hub known = INSTANCE[0];
            if (known == null) {
                known = new Hub();
                INSTANCE[0] = known;
            }
            return known;
        }
    }

    /** This process at its own hub. */
    public static Member ownMember() {
        return get().member;
    }

    /** Where other processes find the hub of this one, as {@link HubAddress#encode}; begins to listen. */
    public static byte[] address() throws IOException {
        return get().listen().encode();
    }

    HubAddress listen() throws IOException {
        return door.open();
    }

    /** What this process is told. */
    HubEvents ownEvents() {
        return member;
    }

    long name() {
        return name;
    }

    HubNames names() {
        return names;
    }

    Deadlocks deadlocks() {
        return deadlocks;
    }

    void lock() {
        lock.lock();
    }

    /** Releases the lock, and tells this process what it has to know. */
    void unlock() {
        if (lock.getHoldCount() > 1) {
            lock.unlock();
            return;
        }
        List<Runnable> told = news.isEmpty() ? List.of() : List.copyOf(news);
        news.clear();
        lock.unlock();
        told.forEach(Runnable::run);
    }

    /** To be said when the lock is released. */
    void later(Runnable what) {
        news.add(what);
    }

    int nextParticipant() {
        return nextParticipant++;
    }

    void welcome(Session session) {
        sessions.put(session.participant, session);
    }

    @Nullable
    Session session(int participant) {
        return sessions.get(participant);
    }

    /** Throws with a text for the user if there is no such object. */
    HubObject object(long id) {
        HubObject object = objects.get(id);
        if (object == null) {
            throw new IllegalStateException(
                    "shared object " + id
                            + " is not there any more: it was closed by the process that created it, or no process had it any more");
        }
        return object;
    }

    Iterable<HubObject> objects() {
        return objects.values();
    }

    Grant create(Session session, ObjectKind kind, long bytes, long argument) throws IOException {
        Behaviour behaviour = Behaviours.of(kind, argument);
        long id = nextObject++;
        try {
            objects.put(id, newObject(session, id, kind, bytes, argument, behaviour));
        } finally {
            restIfIdle(); // if there was no space for the first object
        }
        return attach(session, id);
    }

    /** Creates a large object. Called without the lock, which is free while its space is reserved. */
    Grant createLarge(Session session, ObjectKind kind, long bytes, long argument) throws IOException {
        Behaviour behaviour = Behaviours.of(kind, argument);
        Path path;
        lock();
        try {
            path = files.memory().newPath();
            creations++;
        } finally {
            unlock();
        }
        MappedFile file = null;
        try {
            file = MappedFile.create(path, Memory.rounded(bytes));
        } finally {
            lock();
            creations--;
            if (file == null) {
                restIfIdle();
                unlock();
            }
        }
        try {
            Block block = files.memory().adopt(file, Memory.rounded(bytes));
            long id = nextObject++;
            HubObject object = new HubObject(id, kind, block, bytes, session.participant, behaviour);
            objects.put(id, object);
            if (!session.equals(sessions.get(session.participant))) {
                destroy(object, "the process that created it has ended");
            }
            return attach(session, id);
        } finally {
            unlock();
        }
    }

    /** The second end of a pipe is created with the first one's number. */
    private HubObject newObject(
            Session session, long id, ObjectKind kind, long bytes, long argument, Behaviour behaviour)
            throws IOException {
        if (kind == ObjectKind.PIPE && argument != 0) {
            HubObject first = object(argument);
            if (first.kind != kind || first.paired) {
                throw new IllegalStateException(first + " has no free end; please report this");
            }
            return new HubObject(id, first, session.participant, first.behaviour.other());
        }
        Block block = files.memory().take(bytes, kind.isAlone());
        return new HubObject(id, kind, block, bytes, session.participant, behaviour);
    }

    Grant attach(Session session, long id) {
        HubObject object = object(id);
        if (session.attached.merge(object, 1, Integer::sum) == 1) {
            object.holders++;
            object.unheldSince = 0;
        }
        session.known.add(object);
        return Session.grant(object);
    }

    void exported(long id, long ticket) {
        HubObject object = objects.get(id);
        if (object != null) {
            door.openSoon();
            object.behaviour.exported(object, ticket);
        }
    }

    void arrived(long id, long ticket) {
        HubObject object = objects.get(id);
        if (object != null) {
            object.behaviour.arrived(object, ticket);
        }
    }

    void detach(Session session, long id, boolean destroy) {
        HubObject object = objects.get(id);
        if (object == null) {
            return;
        }
        if (destroy) {
            destroy(object, "it was closed by the process that created it");
            return;
        }
        Integer left = session.attached.computeIfPresent(object, (o, count) -> count == 1 ? null : count - 1);
        if (left == null) {
            object.behaviour.left(this, object, session, false);
            letGo(object);
        }
    }

    private void letGo(HubObject object) {
        if (--object.holders > 0) {
            return;
        }
        if (object.behaviour.lingers(object)) {
            object.unheldSince = System.nanoTime() | 1;
        } else {
            destroy(object, "no process had it any more");
        }
    }

    /** Memory that belongs to another object and ends when that says so. */
    HubObject createPart(HubObject owner, long bytes) throws IOException {
        Block block = files.memory().take(bytes, ObjectKind.BLOCK.isAlone());
        HubObject part = new HubObject(nextObject++, ObjectKind.BLOCK, block, bytes, owner.creator, Behaviour.NONE);
        part.holders = 1; // its owner
        objects.put(part.id, part);
        return part;
    }

    /** The end of what {@link #createPart} made. */
    void destroyPart(HubObject part) {
        end(part, "the object that it belonged to needs it no more");
    }

    void destroy(HubObject object, String reason) {
        end(object, reason);
        restIfIdle();
    }

    private void end(HubObject object, String reason) {
        if (objects.remove(object.id) == null) {
            return;
        }
        object.behaviour.destroyed(this, object);
        for (Wait wait : List.copyOf(object.waits)) {
            if (wait.object().equals(object)) { // else it waits at the other end of a pipe
                remove(wait);
            }
        }
        List<Session> told = new ArrayList<>();
        for (Session session : sessions.values()) {
            session.attached.remove(object);
            if (session.known.remove(object)) {
                session.destroyed(object.id, reason);
                told.add(session);
            }
        }
        HubObject twin = object.twin;
        if (twin != null) {
            twin.twin = null;
            lookAgain(twin);
            return;
        }
        MappedFile gone = files.free(object.block);
        if (gone != null) {
            Iterable<Session> mapped = object.paired ? sessions.values() : told;
            mapped.forEach(session -> session.unused(gone.path().toString()));
        }
    }

    /** Gives back what is not needed while there is no object. */
    private void restIfIdle() {
        if (!objects.isEmpty() || creations > 0) {
            return;
        }
        for (String file : files.close()) {
            sessions.values().forEach(session -> session.unused(file));
        }
        if (sessions.size() == 1) {
            door.closeSoon();
        }
    }

    /** The server asks whether it may stop; called under the lock. */
    boolean mayStop() {
        if (objects.isEmpty() && creations == 0 && sessions.size() == 1) {
            door.closed();
            return true;
        }
        return false;
    }

    /** After the server has stopped: its socket is gone. */
    void releaseFiles() {
        files.release();
    }

    void await(Wait wait) {
        HubObject object = wait.object();
        object.waits.add(wait);
        wait.session().waits.put(wait.number(), wait);
        count(object, wait.waiters(), 1);
        if (wait.isOver()) { // looked at after the count was written: who changes the word from now on sees the count
            remove(wait);
            end(wait, HubEvents.CHANGED);
        } else if (wait.how().forOwner()) {
            deadlocks.look(wait);
        }
    }

    private static void count(HubObject object, long at, int delta) {
        if (at >= 0) {
            Words.set(object.memory, at, Words.get(object.memory, at) + delta);
        }
    }

    /** Takes a wait out of its object; says whether it was there. */
    boolean remove(Wait wait) {
        if (wait.session().waits.remove(wait.number()) == null) {
            return false;
        }
        wait.object().waits.remove(wait);
        count(wait.object(), wait.waiters(), -1);
        return true;
    }

    void end(Wait wait, int code) {
        wait.session().woken(wait.number(), code, wait.object().id, wait.word());
    }

    void forget(Session session, long waiter) {
        Wait wait = session.waits.get(waiter);
        if (wait != null) {
            remove(wait);
        } else {
            session.known.forEach(object -> object.behaviour.forgotten(session, waiter));
        }
    }

    void wake(long id, long word, int count) {
        HubObject object = objects.get(id);
        if (object == null) {
            return;
        }
        long budget = Words.get(object.memory, word);
        List<Wait> woken = new ArrayList<>();
        for (Wait wait : object.waits) {
            if (woken.size() == count) {
                break;
            }
            if (wait.word() == word && (!wait.how().atLeast() || wait.expected() <= budget)) {
                woken.add(wait);
                budget -= wait.how().atLeast() ? wait.expected() : 0;
            }
        }
        for (Wait wait : woken) {
            remove(wait);
            end(wait, HubEvents.WOKEN);
        }
    }

    /** Wakes all whose words have changed: for changes that nobody told of, because who made them died. */
    void lookAgain(HubObject object) {
        if (object.waits.isEmpty()) {
            return;
        }
        for (Wait wait : List.copyOf(object.waits)) {
            if (wait.isOver() && remove(wait)) {
                end(wait, HubEvents.CHANGED);
            }
        }
    }

    /** The process with this number; 0 if it has ended. */
    long processId(int participant) {
        Session session = sessions.get(participant);
        return session == null ? 0 : session.pid;
    }

    long call(Session session, long id, int operation, long a, long b) throws IOException {
        if (id == HubPort.NO_OBJECT && operation == HubPort.PROCESS_ID) {
            return processId((int) a);
        }
        HubObject object = object(id);
        return object.behaviour.call(this, object, session, operation, a, b);
    }

    /** A process has ended. */
    void ended(Session session) {
        if (sessions.remove(session.participant) == null) {
            return;
        }
        deadlocks.ended(session);
        names.ended(session);
        List.copyOf(session.waits.values()).forEach(this::remove);
        List<HubObject> known = List.copyOf(session.known);
        known.forEach(object -> repair(object, session));
        for (HubObject object : known) { // after all was repaired: what ends now may be what another waits for
            if (session.attached.remove(object) != null && objects.containsKey(object.id)) {
                letGo(object);
            }
        }
        restIfIdle();
    }

    private void repair(HubObject object, Session session) {
        if (objects.containsKey(object.id)) { // else it ended with another
            object.behaviour.repair(object.memory, session.participant);
            object.behaviour.left(this, object, session, !session.leaving);
            lookAgain(object);
        }
    }

    /** Now and then, while other processes take part. */
    void tick() {
        long now = System.nanoTime();
        for (HubObject object : List.copyOf(objects.values())) {
            object.behaviour.tick(object.memory);
            lookAgain(object);
            if (object.unheldSince != 0 && now - object.unheldSince > LINGER_NANOS) {
                destroy(object, "no process had it any more");
            }
        }
    }
}
