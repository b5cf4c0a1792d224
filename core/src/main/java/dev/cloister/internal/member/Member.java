package dev.cloister.internal.member;

import dev.cloister.DeadlockException;
import dev.cloister.internal.memory.MappedFile;
import dev.cloister.internal.memory.Token;
import dev.cloister.internal.memory.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This process as one of those that use shared objects: what it has attached, which files it has mapped, and which of its
 * threads wait. Thread-safe.
 */
public final class Member implements HubEvents {
    private static final int MAX_ENDED = 1000;

    private final HubPort port;

    /** Objects by number; also those without handles, until the hub says that they are no more. Guarded by this. */
    private final Map<Long, Attachment> attachments = new HashMap<>();

    /** Mapped files by name. Guarded by this. */
    private final Map<String, MappedFile> files = new HashMap<>();

    /** Objects whose end was heard of while they were unknown here: perhaps a thread is about to add them. Guarded by this. */
    private final Set<Long> ended = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MAX_ENDED;
        }
    });

    /** Processes by their number, as far as anybody asked. */
    private final Map<Integer, Long> pids = new ConcurrentHashMap<>();

    private final Map<Long, Waiter.Place> waiters = new ConcurrentHashMap<>();
    private final AtomicLong nextWaiter = new AtomicLong(1);

    /** Why there is no hub any more; null while there is. */
    private volatile @Nullable String lost;

    /** The function connects to the hub. */
    public Member(Function<HubEvents, HubPort> connect) {
        this.port = connect.apply(this);
    }

    /** This process's number at the hub; 1 is the process of the hub. */
    public int number() {
        return port.participant();
    }

    public HubPort port() {
        return port;
    }

    /** Whether the hub can still be reached. */
    public boolean isConnected() {
        return lost == null;
    }

    /** Makes an object of zeros, for one handle. */
    public Attachment create(ObjectKind kind, long bytes, long argument) throws IOException {
        return add(port.create(kind, bytes, argument));
    }

    /**
     * An object that came from elsewhere, for one handle more.
     *
     * @throws IllegalStateException if it is no more
     */
    public Attachment attach(long id) throws IOException {
        synchronized (this) {
            Attachment known = attachments.get(id);
            if (known != null && known.handles > 0) {
                known.handles++;
                return known;
            }
        }
        return add(port.attach(id));
    }

    /**
     * As {@link #attach(long)}, for an object that has a file of its own and of which a handle told all: it is mapped at once. To
     * ask the hub first takes longer than all the rest of handing over an array. Memory in a file with others has to be asked
     * for, because it may have been given to another object since.
     */
    public Attachment attach(Grant told) throws IOException {
        synchronized (this) {
            Attachment known = attachments.get(told.id());
            if (known != null && known.handles > 0) {
                known.handles++;
                return known;
            }
        }
        if (!told.kind().isAlone() || !port.attachUnasked(told.id())) {
            return add(port.attach(told.id()));
        }
        try {
            return add(told);
        } catch (IOException e) {
            port.detach(told.id(), false);
            throw new IOException(
                    told.kind() + " " + told.id() + " cannot be used here: its memory cannot be mapped; it was"
                            + " perhaps closed by the process that created it: " + e,
                    e);
        }
    }

    private Attachment add(Grant grant) throws IOException {
        Attachment attachment;
        boolean surplus;
        synchronized (this) {
            Attachment known = attachments.get(grant.id());
            surplus = known != null && known.handles > 0;
            attachment = known != null ? known : map(grant);
            attachment.handles++;
        }
        if (surplus) { // another thread was faster; the hub has counted both
            port.detach(grant.id(), false);
        }
        return attachment;
    }

    /** Called under this. */
    private Attachment map(Grant grant) throws IOException {
        MappedFile file = files.get(grant.file());
        if (file == null) {
            file = MappedFile.open(Path.of(grant.file()));
            files.put(grant.file(), file);
        }
        Attachment fresh = new Attachment(this, grant, file.memory().asSlice(grant.offset(), grant.bytes()));
        if (ended.remove(grant.id())) {
            fresh.end("its creator closed it");
        } else {
            attachments.put(grant.id(), fresh);
        }
        return fresh;
    }

    /** A handle is closed or unreachable. */
    public void release(Attachment attachment, boolean destroy) {
        synchronized (this) {
            if (attachment.hasEnded() || (--attachment.handles > 0 && !destroy)) {
                return;
            }
        }
        port.detach(attachment.id(), destroy);
    }

    /** This process ends in order, soon, but uses its objects until then. Does not wait. */
    public void announceLeave() {
        port.leaving();
    }

    /** This process ends in order: it has no object any more, so that nobody takes its end for a death. Does not wait. */
    public void leave() {
        List<Long> left;
        synchronized (this) {
            left = attachments.values().stream()
                    .filter(attachment -> attachment.handles > 0)
                    .map(Attachment::id)
                    .toList();
        }
        left.forEach(id -> port.detach(id, false));
    }

    /** Why a wait for it ended without an answer of the hub. */
    IllegalStateException closed(Attachment attachment) {
        attachment.requireOpen();
        return new IllegalStateException(attachment + " cannot be used any more: " + lost);
    }

    boolean await(Attachment attachment, long word, long waitersAt, long expected, Waits.How how, long deadline)
            throws InterruptedException {
        attachment.requireOpen();
        Waiter waiter = new Waiter();
        boolean timed = deadline != Long.MAX_VALUE;
        long number = begin(waiter, attachment, word, waitersAt, expected, how, timed);
        try {
            return finish(waiter, attachment, number, how, deadline);
        } finally {
            waiters.remove(number);
        }
    }

    /** Begins a wait at one gate; {@link #finish(long, boolean)} must follow. Returns its number. */
    long begin(
            Waiter waiter,
            Attachment attachment,
            long word,
            long waitersAt,
            long expected,
            Waits.How how,
            boolean timed) {
        long number = nextWaiter.getAndIncrement();
        waiters.put(number, new Waiter.Place(waiter, attachment));
        if (attachment.hasEnded() || lost != null) { // before it could be seen in the map
            waiter.end(Waiter.CLOSED);
        } else {
            long thread = Thread.currentThread().threadId();
            try {
                port.await(number, attachment.id(), word, waitersAt, expected, how, timed, thread);
            } catch (IllegalStateException e) { // it was closed just now
                waiters.remove(number);
                throw e;
            }
        }
        return number;
    }

    /** A wait is over here. {@code tell}: perhaps the hub does not know. */
    void finish(long number, boolean tell) {
        waiters.remove(number);
        if (tell) {
            port.forget(number);
        }
    }

    /** Parks until the wait has ended. */
    private boolean finish(Waiter waiter, Attachment attachment, long number, Waits.How how, long deadline)
            throws InterruptedException {
        boolean interrupted = false;
        try {
            while (waiter.state() == Waiter.WAITING) {
                if (Thread.interrupted()) {
                    if (!how.interruptible()) {
                        interrupted = true;
                    } else if (waiter.end(Waiter.GONE)) {
                        port.forget(number);
                        throw new InterruptedException();
                    } else {
                        interrupted = true; // woken at the same time: that counts
                    }
                } else if (deadline == Long.MAX_VALUE) {
                    LockSupport.park(waiter);
                } else if (!parkUntil(waiter, deadline) && waiter.end(Waiter.GONE)) {
                    port.forget(number);
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return outcome(waiter, attachment, number);
    }

    private static boolean parkUntil(Waiter waiter, long deadline) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        LockSupport.parkNanos(waiter, left);
        return true;
    }

    private boolean outcome(Waiter waiter, Attachment attachment, long number) {
        switch (waiter.state()) {
            case Waiter.CLOSED -> throw closed(attachment);
            case HubEvents.DEADLOCK -> throw deadlock(number);
            default -> {
                return true;
            }
        }
    }

    private DeadlockException deadlock(long number) {
        try {
            return new DeadlockException(port.deadlock(number));
        } catch (IOException e) {
            throw hubIsGone(e);
        }
    }

    @Override
    public void woken(long number, int code, long id, long word) {
        Waiter.Place place = waiters.get(number);
        boolean taken =
                place != null && place.waiter().end(code) && !place.waiter().onlyLooks();
        if (!taken && code == WOKEN) {
            port.wake(id, word, 1); // it is gone, or only looks; another may wait for just this
        }
    }

    @Override
    public void destroyed(long id, String reason) {
        Attachment attachment;
        synchronized (this) {
            attachment = attachments.remove(id);
            if (attachment == null) {
                ended.add(id);
            }
        }
        if (attachment != null && attachment.end(reason)) {
            endWaits(attachment, Waiter.CLOSED);
            if (attachment.kind().isAlone()) { // the hub may not know that it was mapped here
                unused(attachment.grant().file());
            }
        }
    }

    /** A handle of this process was closed: its threads that wait look again. */
    public void lookAgain(Attachment attachment) {
        endWaits(attachment, CHANGED);
    }

    private void endWaits(Attachment attachment, int how) {
        for (Map.Entry<Long, Waiter.Place> entry : waiters.entrySet()) {
            Waiter.Place place = entry.getValue();
            if (place.attachment() == attachment && place.waiter().end(how) && how == CHANGED) {
                port.forget(entry.getKey());
            }
        }
    }

    @Override
    public void unused(String file) {
        MappedFile mapped;
        synchronized (this) {
            mapped = files.remove(file);
        }
        if (mapped != null) {
            mapped.close();
        }
    }

    @Override
    public String stackOf(long number) {
        Thread thread = find(number);
        String process = " of process " + ProcessHandle.current().pid();
        if (thread == null) {
            return "thread " + number + process + " (it has ended: no stack)";
        }
        StringBuilder text = new StringBuilder("thread ")
                .append(thread.threadId())
                .append(" \"")
                .append(thread.getName())
                .append('"')
                .append(process);
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }

    /** The waiting ones first: virtual threads are not found otherwise. */
    private @Nullable Thread find(long number) {
        for (Waiter.Place place : waiters.values()) {
            Thread waiting = place.waiter().thread;
            if ((waiting.threadId() & 0xFFFF_FFFFL) == number) {
                return waiting;
            }
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if ((thread.threadId() & 0xFFFF_FFFFL) == number) {
                return thread;
            }
        }
        return null;
    }

    /**
     * "thread 30 of process 4711", for the holder of a lock. Waits 0.1 s at most, for the hub, when the process is seen for
     * the first time.
     */
    public String describe(long token) {
        int participant = Token.participant(token);
        String thread = "thread " + Token.thread(token);
        if (participant == number()) {
            return thread + " of this process, " + ProcessHandle.current().pid();
        }
        Long pid = pids.get(participant);
        if (pid == null && lost == null) {
            pid = port.processId(participant);
            if (pid != 0) {
                pids.put(participant, pid);
            }
        }
        return thread + " of " + (pid == null || pid == 0 ? "another process" : "process " + pid);
    }

    @Override
    public void lost(String reason) {
        lost = reason;
        synchronized (this) {
            attachments.values().forEach(attachment -> attachment.end(reason));
        }
        for (Waiter.Place place : waiters.values()) {
            place.waiter().end(Waiter.CLOSED);
        }
    }

    static IllegalStateException hubIsGone(IOException e) {
        return new IllegalStateException(
                "the process that keeps the shared objects cannot be reached; it has ended, or is ending: " + e, e);
    }
}
