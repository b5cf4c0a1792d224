package dev.cloister.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.internal.member.HubEvents;
import dev.cloister.internal.member.ObjectKind;
import dev.cloister.internal.memory.BarrierLayout;
import dev.cloister.internal.memory.ConditionLayout;
import dev.cloister.internal.memory.LatchLayout;
import dev.cloister.internal.memory.Waits;
import dev.cloister.internal.memory.Words;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the hub decides for conditions, barriers and latches, with processes that exist only as sessions. */
class SynchronizerBehaviourTest {
    private final Hub hub = new Hub();
    private final Process first = new Process(hub.nextParticipant());
    private final Process second = new Process(hub.nextParticipant());
    private long id;

    /** A session that notes how its waits end. */
    private static final class Process extends Session {
        final List<String> told = new ArrayList<>();

        Process(int participant) {
            super(participant, participant);
        }

        @Override
        void woken(long waiter, int code, long id, long word) {
            told.add(waiter + ":" + code);
        }

        @Override
        void destroyed(long id, String reason) {}

        @Override
        void unused(String file) {}

        @Override
        void stack(long dialog, long thread) {}
    }

    @BeforeEach
    void enter() {
        hub.lock();
        hub.welcome(first);
        hub.welcome(second);
    }

    @AfterEach
    void leave() {
        hub.detach(first, id, true);
        hub.unlock();
    }

    private MemorySegment create(ObjectKind kind) throws IOException {
        id = hub.create(first, kind, 64, 0).id();
        hub.attach(second, id);
        return hub.object(id).memory;
    }

    private void begin(Process process, long number) {
        hub.await(new Wait(process, number, hub.object(id), 0, 8, 0, Waits.How.CHANGE, true, number));
    }

    private long arrive(Process process, long number) throws IOException {
        return arrive(process, number, false);
    }

    private long arrive(Process process, long number, boolean action) throws IOException {
        begin(process, number);
        return hub.call(process, id, BarrierLayout.ARRIVE, number, action ? 1 : 0);
    }

    private MemorySegment barrier(int parties) throws IOException {
        MemorySegment memory = create(ObjectKind.BARRIER);
        Words.set(memory, BarrierLayout.PARTIES, parties);
        return memory;
    }

    @Test
    void aSignalEndsTheOldestWaits() throws IOException {
        MemorySegment memory = create(ObjectKind.CONDITION);
        begin(first, 1);
        begin(second, 2);
        begin(first, 3);
        assertThat(Words.get(memory, ConditionLayout.WAITERS)).isEqualTo(3);
        assertThat(hub.call(first, id, ConditionLayout.SIGNAL, 2, 0)).isEqualTo(2);
        assertThat(first.told).containsExactly("1:" + HubEvents.WOKEN);
        assertThat(second.told).containsExactly("2:" + HubEvents.WOKEN);
        assertThat(hub.call(first, id, ConditionLayout.CANCEL, 1, 0))
                .as("too late")
                .isZero();
        assertThat(hub.call(first, id, ConditionLayout.CANCEL, 3, 0)).isEqualTo(1);
        assertThat(hub.call(first, id, ConditionLayout.SIGNAL, 2, 0)).isZero();
    }

    @Test
    void theSignalOfTheDeadGoesToTheNextUnlessItWasTaken() throws IOException {
        MemorySegment memory = create(ObjectKind.CONDITION);
        begin(second, 1);
        begin(second, 2);
        begin(second, 3);
        begin(first, 4);
        begin(first, 5);
        assertThat(hub.call(first, id, ConditionLayout.SIGNAL, 2, 0)).isEqualTo(2);
        hub.forget(second, 1);
        hub.ended(second);
        assertThat(first.told).containsExactly("4:" + HubEvents.WOKEN);
        assertThat(Words.get(memory, ConditionLayout.WAITERS)).isEqualTo(1);
    }

    @Test
    void aBarrierGivesIndicesAndLetsAllGo() throws IOException {
        MemorySegment memory = barrier(3);
        for (int round = 0; round < 2; round++) {
            assertThat(arrive(first, 1)).isEqualTo(2);
            assertThat(arrive(second, 2)).isEqualTo(1);
            assertThat(Words.get(memory, BarrierLayout.WAITING)).isEqualTo(2);
            assertThat(arrive(first, 3)).isEqualTo(BarrierLayout.LAST);
            assertThat(Words.get(memory, BarrierLayout.WAITING)).isZero();
        }
        assertThat(first.told).containsExactly("1:0", "1:0");
        assertThat(second.told).containsExactly("2:0", "2:0");
    }

    @Test
    void whoComesWhileTheActionRunsIsForTheNextRound() throws IOException {
        barrier(2);
        assertThat(arrive(first, 1, true)).isEqualTo(1);
        assertThat(arrive(second, 2, true)).isEqualTo(BarrierLayout.RUN_ACTION);
        assertThat(arrive(first, 3, true)).isEqualTo(BarrierLayout.LATER);
        assertThat(hub.call(first, id, BarrierLayout.DONE, 2, 0))
                .as("not the runner")
                .isZero();
        assertThat(first.told).isEmpty();
        assertThat(hub.call(second, id, BarrierLayout.DONE, 2, 0)).isEqualTo(1);
        assertThat(first.told).containsExactly("1:" + HubEvents.WOKEN, "3:" + HubEvents.CHANGED);
    }

    @Test
    void theDeathOfTheRunnerBreaksTheBarrier() throws IOException {
        MemorySegment memory = barrier(2);
        assertThat(arrive(first, 1, true)).isEqualTo(1);
        assertThat(arrive(second, 2, true)).isEqualTo(BarrierLayout.RUN_ACTION);
        hub.ended(second);
        assertThat(first.told).containsExactly("1:" + HubEvents.BROKEN);
        assertThat(Words.get(memory, BarrierLayout.REASON)).isEqualTo(BarrierLayout.DEATH);
        assertThat(Words.get(memory, BarrierLayout.DEAD)).isEqualTo(second.pid);
        assertThat(arrive(first, 3)).isEqualTo(BarrierLayout.IS_BROKEN);
        assertThat(hub.call(first, id, BarrierLayout.RESET, 0, 0)).isZero();
        assertThat(arrive(first, 4)).isEqualTo(1);
    }

    @Test
    void aResetDuringTheActionEndsTheRoundForAll() throws IOException {
        barrier(2);
        assertThat(arrive(first, 1, true)).isEqualTo(1);
        assertThat(arrive(second, 2, true)).isEqualTo(BarrierLayout.RUN_ACTION);
        assertThat(hub.call(first, id, BarrierLayout.RESET, 0, 0)).isZero();
        assertThat(first.told).containsExactly("1:" + HubEvents.RESET);
        assertThat(hub.call(second, id, BarrierLayout.DONE, 2, 0))
                .as("too late")
                .isZero();
    }

    @Test
    void aProcessThatLeftInOrderBreaksNothingUnlessItWaits() throws IOException {
        MemorySegment memory = barrier(3);
        hub.detach(second, id, false);
        hub.ended(second);
        assertThat(Words.get(memory, BarrierLayout.REASON)).isZero();
        Process third = new Process(hub.nextParticipant());
        hub.welcome(third);
        hub.attach(third, id);
        assertThat(arrive(third, 1)).isEqualTo(2);
        hub.detach(third, id, false);
        hub.ended(third);
        assertThat(Words.get(memory, BarrierLayout.REASON)).isEqualTo(BarrierLayout.DEATH);
    }

    @Test
    void aLatchCountsTheDeathsOfThoseThatHaveItWhileItIsClosed() throws IOException {
        MemorySegment memory = create(ObjectKind.LATCH);
        Words.set(memory, LatchLayout.STATE, 2);
        hub.await(new Wait(first, 1, hub.object(id), 0, 8, 2, Waits.How.CHANGE, false, 1));
        hub.ended(second);
        assertThat(first.told).containsExactly("1:" + HubEvents.CHANGED);
        long state = Words.get(memory, LatchLayout.STATE);
        assertThat(LatchLayout.deaths(state)).isEqualTo(1);
        assertThat(LatchLayout.count(state)).isEqualTo(2);
        assertThat(Words.get(memory, LatchLayout.DEAD)).isEqualTo(second.pid);
    }

    @Test
    void anOpenLatchIgnoresDeathsAndUnknownOperationsAreRefused() throws IOException {
        MemorySegment memory = create(ObjectKind.LATCH);
        hub.ended(second);
        assertThat(Words.get(memory, LatchLayout.STATE)).isZero();
        assertThatThrownBy(() -> hub.call(first, id, 99, 0, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no operation 99");
    }
}
