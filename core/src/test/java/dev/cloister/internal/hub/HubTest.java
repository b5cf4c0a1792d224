package dev.cloister.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.internal.member.Grant;
import dev.cloister.internal.member.HubEvents;
import dev.cloister.internal.member.HubPort;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.MessageRing;
import dev.cloister.internal.memory.Mutex;
import dev.cloister.internal.memory.PipeLayout;
import dev.cloister.internal.memory.Token;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hub's decisions, with processes that exist only as sessions. */
class HubTest {
    private static final long WORD = 0;
    private static final long WAITERS = 8;

    private final Hub hub = new Hub();
    private final Process first = new Process(hub.nextParticipant());
    private final Process second = new Process(hub.nextParticipant());
    private final List<Long> created = new ArrayList<>();

    /** A session that notes what it is told. */
    private static final class Process extends Session {
        final List<String> told = new ArrayList<>();

        Process(int participant) {
            super(participant, participant);
        }

        @Override
        void woken(long waiter, int code, long id, long word) {
            told.add("woken " + waiter + " " + code);
        }

        @Override
        void destroyed(long id, String reason) {
            told.add("destroyed " + id);
        }

        @Override
        void unused(String file) {
            told.add("unused");
        }

        @Override
        void stack(long dialog, long thread) {
            told.add("stack " + dialog + " " + thread);
        }
    }

    @BeforeEach
    void enter() {
        hub.lock();
        hub.welcome(first);
        hub.welcome(second);
    }

    @AfterEach
    void leave() {
        for (long id : created) {
            hub.detach(first, id, true);
        }
        hub.unlock();
    }

    private Grant create(ObjectKind kind) throws IOException {
        Grant grant = hub.create(first, kind, 64, 0);
        created.add(grant.id());
        hub.attach(second, grant.id());
        return grant;
    }

    private MemorySegment memory(Grant grant) {
        return hub.object(grant.id()).memory;
    }

    private void await(Process process, long number, Grant grant, long expected, Waits.How how) {
        hub.await(new Wait(process, number, hub.object(grant.id()), WORD, WAITERS, expected, how, false, number));
    }

    private static final Waits NO_WAITS = new Waits() {
        @Override
        public boolean await(long word, long waiters, long expected, How how, long deadline) {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public void wake(long word, int count) {
            throw new AssertionError("nobody waits here");
        }
    };

    @Test
    void aWaitForAWordThatHasChangedEndsAtOnce() throws IOException {
        Grant grant = create(ObjectKind.MEMORY);
        Words.set(memory(grant), WORD, 5);
        await(first, 1, grant, 4, Waits.How.CHANGE);
        assertThat(first.told).containsExactly("woken 1 " + HubEvents.CHANGED);
        assertThat(Words.get(memory(grant), WAITERS)).isZero();
    }

    @Test
    void aLargeObjectIsCreatedWhileTheLockIsFree() throws Exception {
        hub.unlock();
        try {
            Grant grant = hub.createLarge(first, ObjectKind.ARRAY, 8 << 20, 0);
            created.add(grant.id());
            assertThat(grant.bytes()).isEqualTo(8 << 20);
            assertThat(Files.size(Path.of(grant.file()))).isEqualTo(8 << 20);
        } finally {
            hub.lock();
        }
    }

    @Test
    void aLargeObjectOfAProcessThatHasEndedMeanwhileIsNotKept() throws Exception {
        Grant other = create(ObjectKind.MEMORY);
        Path directory = Path.of(hub.attach(first, other.id()).file()).getParent();
        long files = count(directory);
        Process ended = new Process(hub.nextParticipant());
        assertThatThrownBy(() -> hub.createLarge(ended, ObjectKind.ARRAY, 8 << 20, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThat(count(directory)).isEqualTo(files);
    }

    @Test
    void whatDoesNotFitLeavesNothing() {
        for (long bytes : new long[] {1L << 55, 1L << 50}) {
            assertThatThrownBy(() -> hub.createLarge(first, ObjectKind.ARRAY, bytes, 0))
                    .isInstanceOf(dev.cloister.internal.memory.OutOfSharedMemory.class);
        }
        assertThat(hub.objects()).isEmpty();
    }

    private static long count(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void wakeEndsTheWaitsOfItsWordThatCameFirst() throws IOException {
        Grant grant = create(ObjectKind.MEMORY);
        await(first, 1, grant, 0, Waits.How.CHANGE);
        await(second, 2, grant, 0, Waits.How.CHANGE);
        await(first, 3, grant, 0, Waits.How.CHANGE);
        assertThat(Words.get(memory(grant), WAITERS)).isEqualTo(3);
        hub.wake(grant.id(), WORD, 2);
        assertThat(first.told).containsExactly("woken 1 " + HubEvents.WOKEN);
        assertThat(second.told).containsExactly("woken 2 " + HubEvents.WOKEN);
        assertThat(Words.get(memory(grant), WAITERS)).isEqualTo(1);
        hub.wake(grant.id(), 16, 1);
        assertThat(first.told).hasSize(1);
    }

    @Test
    void thoseThatWaitForAnAmountAreWokenWhileItLasts() throws IOException {
        Grant grant = create(ObjectKind.MEMORY);
        await(first, 1, grant, 5, Waits.How.AT_LEAST);
        await(first, 2, grant, 2, Waits.How.AT_LEAST);
        await(second, 3, grant, 2, Waits.How.AT_LEAST);
        await(second, 4, grant, 1, Waits.How.AT_LEAST);
        Words.set(memory(grant), WORD, 4);
        hub.wake(grant.id(), WORD, 10);
        assertThat(first.told).containsExactly("woken 2 " + HubEvents.WOKEN);
        assertThat(second.told).containsExactly("woken 3 " + HubEvents.WOKEN);
    }

    @Test
    void whoGaveUpIsNotWoken() throws IOException {
        Grant grant = create(ObjectKind.MEMORY);
        await(first, 1, grant, 0, Waits.How.CHANGE);
        await(second, 2, grant, 0, Waits.How.CHANGE);
        hub.forget(first, 1);
        hub.forget(first, 99);
        hub.wake(grant.id(), WORD, 1);
        assertThat(first.told).isEmpty();
        assertThat(second.told).containsExactly("woken 2 " + HubEvents.WOKEN);
    }

    @Test
    void theLockOfADeadProcessIsFreeAbandonedAndGivenToWhoWaits() throws IOException {
        Grant grant = create(ObjectKind.LOCK);
        long token = Token.of(first.participant, Thread.currentThread());
        Words.set(memory(grant), WORD, token);
        await(second, 7, grant, token, Waits.How.CHANGE);
        hub.ended(first);
        assertThat(second.told).containsExactly("woken 7 " + HubEvents.CHANGED);
        assertThat(Words.get(memory(grant), WORD)).isEqualTo(Token.ABANDONED);
        hub.ended(first);
        hub.detach(second, grant.id(), true);
    }

    @Test
    void theLockOfALivingProcessStaysWhenAnotherDies() throws IOException {
        Grant grant = create(ObjectKind.LOCK);
        long token = Token.of(first.participant, Thread.currentThread());
        Words.set(memory(grant), WORD, token);
        await(second, 7, grant, token, Waits.How.CHANGE);
        hub.ended(second);
        assertThat(Words.get(memory(grant), WORD)).isEqualTo(token);
        assertThat(Words.get(memory(grant), WAITERS)).as("the dead do not wait").isZero();
    }

    @Test
    void aWakeThatTheDeadDidNotSendIsMadeUpFor() throws IOException {
        Grant grant = create(ObjectKind.LOCK);
        long token = Token.of(first.participant, Thread.currentThread());
        Words.set(memory(grant), WORD, token);
        await(second, 7, grant, token, Waits.How.CHANGE);
        Words.set(memory(grant), WORD, 0); // the first frees it and dies before it can tell
        hub.ended(first);
        assertThat(second.told).containsExactly("woken 7 " + HubEvents.CHANGED);
        hub.detach(second, grant.id(), true);
    }

    @Test
    void aStoppedProcessThatDidNotTellIsMadeUpForByTheTick() throws IOException {
        Grant grant = create(ObjectKind.MEMORY);
        await(second, 7, grant, 0, Waits.How.CHANGE);
        hub.tick();
        assertThat(second.told).isEmpty();
        Words.set(memory(grant), WORD, 1);
        hub.tick();
        assertThat(second.told).containsExactly("woken 7 " + HubEvents.CHANGED);
    }

    @Test
    void anObjectEndsWithItsLastHolderOrByItsCreator() throws IOException {
        Grant held = create(ObjectKind.MEMORY);
        hub.detach(first, held.id(), false);
        assertThat(hub.attach(second, held.id()).id()).isEqualTo(held.id());
        hub.detach(second, held.id(), false);
        assertThat(second.told).isEmpty();
        hub.detach(second, held.id(), false);
        assertThat(second.told).contains("destroyed " + held.id());
        assertThatThrownBy(() -> hub.attach(second, held.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not there any more");
        Grant closed = create(ObjectKind.MEMORY);
        hub.detach(first, closed.id(), true);
        assertThat(second.told).contains("destroyed " + closed.id());
    }

    @Test
    void anObjectWhoseHandleIsOnItsWayOutlivesItsLastHolder() throws IOException {
        Grant grant = create(ObjectKind.MEMORY);
        hub.exported(grant.id(), 1);
        hub.detach(first, grant.id(), false);
        hub.ended(second);
        hub.tick();
        assertThat(hub.attach(first, grant.id()).id()).isEqualTo(grant.id());
    }

    @Test
    void anEndOfAPipeIsGoneWhenNobodyHasItAndNoHandleIsOnItsWay() throws IOException {
        Grant one = hub.create(first, ObjectKind.PIPE, PipeLayout.bytes(2, 1024), 0);
        PipeLayout.initialize(hub.object(one.id()).memory, 2, 1024);
        Grant two = hub.create(first, ObjectKind.PIPE, 0, one.id());
        hub.exported(two.id(), 5);
        hub.exported(two.id(), 6);
        hub.detach(first, two.id(), false);
        assertThat(hub.attach(second, two.id()).id()).isEqualTo(two.id());
        hub.arrived(two.id(), 5);
        hub.detach(second, two.id(), false);
        assertThat(hub.attach(second, two.id()).id()).as("6 is on its way").isEqualTo(two.id());
        hub.arrived(two.id(), 6);
        hub.arrived(two.id(), 6);
        var ring = PipeLayout.ring(hub.object(one.id()).memory, 0, NO_WAITS, null);
        assertThat(ring.outcomeOfTake()).isEqualTo(MessageRing.Outcome.NOT_NOW);
        hub.ended(second);
        assertThat(ring.outcomeOfTake()).isEqualTo(MessageRing.Outcome.CLOSED);
        assertThatThrownBy(() -> hub.object(two.id())).isInstanceOf(IllegalStateException.class);
        assertThat(hub.object(one.id()).id).as("the other end is there").isEqualTo(one.id());
        assertThatThrownBy(() -> hub.create(first, ObjectKind.PIPE, 0, one.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no free end");
        hub.detach(first, one.id(), false);
        assertThatThrownBy(() -> hub.object(one.id())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCircleOfWaitsIsRefusedWithAllStacks() throws IOException {
        Grant a = create(ObjectKind.REENTRANT_LOCK);
        Grant b = create(ObjectKind.REENTRANT_LOCK);
        hold(a, first, 11);
        hold(b, second, 22);
        awaitLock(first, 11, b);
        assertThat(first.told).isEmpty();
        awaitLock(second, 22, a);
        assertThat(first.told).containsExactly("stack 2 11");
        assertThat(second.told).containsExactly("stack 1 22");
        hub.deadlocks().stackIs(1, "stack of the second");
        hub.deadlocks().stackIs(2, "stack of the first");
        assertThat(second.told).contains("woken 22 " + HubEvents.DEADLOCK);
        assertThat(hub.deadlocks().report(second, 22))
                .contains("2 threads")
                .contains("stack of the first")
                .contains("stack of the second");
        assertThat(first.told).as("the other goes on waiting").hasSize(1);
    }

    @Test
    void aCircleThatEndedWhileStacksWereAskedForIsNone() throws IOException {
        Grant a = create(ObjectKind.REENTRANT_LOCK);
        Grant b = create(ObjectKind.REENTRANT_LOCK);
        hold(a, first, 11);
        hold(b, second, 22);
        awaitLock(first, 11, b);
        awaitLock(second, 22, a);
        hub.forget(first, 11);
        hub.deadlocks().stackIs(1, "");
        hub.deadlocks().stackIs(2, "");
        assertThat(second.told).doesNotContain("woken 22 " + HubEvents.DEADLOCK);
    }

    @Test
    void aCircleWithALockThatOthersCouldReleaseIsToldWhileItLasts() throws IOException {
        Grant a = create(ObjectKind.LOCK);
        Grant b = create(ObjectKind.REENTRANT_LOCK);
        hold(a, first, 11);
        hold(b, second, 22);
        awaitLock(first, 11, b);
        awaitLock(second, 22, a);
        hub.deadlocks().stackIs(1, "one stack");
        hub.deadlocks().stackIs(2, "another stack");
        assertThat(second.told).doesNotContain("woken 22 " + HubEvents.DEADLOCK);
        assertThat(hub.deadlocks().report(first, HubPort.FIRST_CIRCLE)).contains("one stack", "another stack");
        assertThat(hub.deadlocks().report(first, HubPort.FIRST_CIRCLE - 1)).isEmpty();
        hub.forget(first, 11);
        assertThat(hub.deadlocks().report(first, HubPort.FIRST_CIRCLE)).isEmpty();
    }

    @Test
    void aChainOfWaitsIsNoCircle() throws IOException {
        Grant a = create(ObjectKind.REENTRANT_LOCK);
        Grant b = create(ObjectKind.REENTRANT_LOCK);
        hold(a, first, 11);
        hold(b, second, 22);
        awaitLock(second, 22, a);
        awaitLock(second, 33, b);
        assertThat(first.told).isEmpty();
        assertThat(second.told).isEmpty();
    }

    private void hold(Grant lock, Process process, long thread) {
        Words.set(memory(lock), WORD, (long) process.participant << 40 | thread << 8);
    }

    private void awaitLock(Process process, long thread, Grant lock) {
        HubObject object = hub.object(lock.id());
        long owner = Words.get(object.memory, WORD);
        hub.await(new Wait(process, thread, object, WORD, WAITERS, owner, Waits.How.OWNER, false, thread));
    }

    @Test
    void memoryIsZeroAndGoneWithTheLastObject() throws IOException {
        Grant grant = create(ObjectKind.MEMORY);
        assertThat(memory(grant).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .containsOnly(0);
        Path file = Path.of(grant.file());
        assertThat(file).exists();
        Grant large = hub.create(first, ObjectKind.MEMORY, 3 << 20, 0);
        hub.detach(first, large.id(), true);
        assertThat(Path.of(large.file())).doesNotExist();
        hub.detach(first, grant.id(), true);
        assertThat(file).doesNotExist();
        assertThat(Files.exists(file.getParent())).isFalse();
    }

    @Test
    void aFreeLockIsTakenOnceAndToldAbandonedOnce() throws IOException {
        Grant grant = create(ObjectKind.REENTRANT_LOCK);
        Words.set(memory(grant), WORD, Token.ABANDONED);
        Mutex mutex = new Mutex(memory(grant), WORD, new NoWaits());
        long token = Token.of(second.participant, Thread.currentThread());
        assertThat(mutex.tryLock(token)).isEqualTo(Mutex.Outcome.LOCKED_ABANDONED);
        assertThat(mutex.tryLock(token)).isEqualTo(Mutex.Outcome.NOT_LOCKED);
        assertThat(mutex.owner()).isEqualTo(token);
        assertThat(mutex.unlock()).isTrue();
        assertThat(mutex.unlock()).isFalse();
        assertThat(mutex.tryLock(token)).isEqualTo(Mutex.Outcome.LOCKED);
    }

    private static final class NoWaits implements Waits {
        @Override
        public boolean await(long word, long waiters, long expected, How how, long deadline) {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public void wake(long word, int count) {
            throw new AssertionError("nobody waits here");
        }
    }
}
