package dev.cloister.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.RestartIntensity;
import dev.cloister.TaskOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * The scheduler against simulated workers and a virtual clock: thousands of random histories, each from a seed that its
 * failure names.
 */
@NullUnmarked
class SchedulerTest {
    private static final int SEEDS = 10_000;

    @Test
    void everyTaskEndsOnceAndStartsAtMostOnceInEveryHistory() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new Simulation(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void oneWorkerIsReusedForTasksOneAfterTheOther() {
        Simulation s = new Simulation(1, 4, 1);
        for (int i = 0; i < 10; i++) {
            s.submit(1);
            s.readyAll();
            s.finishEverything();
        }
        assertThat(s.scheduler.slots()).hasSize(1);
    }

    @Test
    void moreTasksThanWorkersStartExactlyAllWorkers() {
        Simulation s = new Simulation(1, 3, 1);
        s.submit(10);
        assertThat(s.scheduler.slots()).hasSize(3);
        s.submit(10);
        assertThat(s.scheduler.slots()).hasSize(3);
    }

    @Test
    void startsThatFailTooOftenBreakThePoolWithTheFirstCause() {
        Simulation s = new Simulation(1, 2, 1);
        s.submit(5);
        for (int i = 0; i < 50 && s.scheduler.phase() != Scheduler.Phase.BROKEN; i++) {
            s.failAStart("failure " + i);
            s.now += 3_000_000_000L / 10;
            s.scheduler.tick(s.now);
        }
        assertThat(s.scheduler.phase()).isEqualTo(Scheduler.Phase.BROKEN);
        assertThat(s.scheduler.workforce().starts().firstFailure().detail()).isEqualTo("failure 0");
        assertThat(s.ended.values()).hasSize(5).allMatch(ending -> ending instanceof TaskEnding.Failure);
    }

    @Test
    void startsThatFailSeldomNeverBreakThePool() {
        Simulation s = new Simulation(1, 1, 1);
        s.submit(1);
        for (int i = 0; i < 100; i++) {
            s.failAStart("seldom");
            s.now += 5_000_000_000L;
            s.scheduler.tick(s.now);
        }
        assertThat(s.scheduler.phase()).isEqualTo(Scheduler.Phase.OPEN);
        s.readyAll();
        s.finishEverything();
        assertThat(s.ended.values()).hasSize(1).allMatch(TaskEnding::isSuccess);
    }

    @Test
    void workersThatDieInTheInitializerBreakThePoolHoweverSlowlyAndWhoeverKillsThem() {
        Simulation s = new Simulation(1, 1, 1);
        s.submit(1);
        for (int i = 0; i < 50 && s.scheduler.phase() != Scheduler.Phase.BROKEN; i++) {
            Slot slot = s.scheduler.slots().getFirst();
            slot.initializing = true;
            s.kill(slot);
            s.now += 60_000_000_000L;
            s.scheduler.tick(s.now);
        }
        assertThat(s.scheduler.phase()).isEqualTo(Scheduler.Phase.BROKEN);
        assertThat(s.ended.values()).hasSize(1).allMatch(ending -> ending instanceof TaskEnding.Failure);
    }

    @Test
    void anInitializerThatHangsBreaksThePoolAtOnce() {
        Simulation s = new Simulation(1, 1, 1);
        s.submit(1);
        Slot slot = s.scheduler.slots().getFirst();
        slot.initializing = true;
        slot.hung = true;
        s.kill(slot);
        assertThat(s.scheduler.phase()).isEqualTo(Scheduler.Phase.BROKEN);
        assertThat(s.ended).hasSize(1);
    }

    @Test
    void tasksThatComeBackFromADeadWorkerToABrokenPoolEnd() {
        Simulation s = new Simulation(1, 2, 1);
        s.submit(2);
        s.readyAll();
        TaskEnding ending = new TaskEnding.Failure(new IllegalStateException("the initializer threw"));
        s.scheduler.breakDown(() -> ending);
        assertThat(s.ended).as("what workers have goes on").isEmpty();
        for (Slot slot : java.util.List.copyOf(s.scheduler.slots())) {
            s.kill(slot);
        }
        assertThat(s.ended.values()).hasSize(2).containsOnly(ending);
        assertThat(s.scheduler.isTerminated()).isTrue();
    }

    @Test
    void startsThatAreKilledFromOutsideDoNotBreakThePoolSoon() {
        Simulation s = new Simulation(1, 1, 1);
        s.submit(1);
        for (int i = 0; i < 50; i++) {
            s.failAStart("");
            s.now += 100_000_000L;
            s.scheduler.tick(s.now);
        }
        assertThat(s.scheduler.phase()).isEqualTo(Scheduler.Phase.OPEN);
        for (int i = 0; i < 100 && s.scheduler.phase() == Scheduler.Phase.OPEN; i++) {
            s.failAStart("");
            s.now += 100_000_000L;
            s.scheduler.tick(s.now);
        }
        assertThat(s.scheduler.phase()).as("but not for ever").isEqualTo(Scheduler.Phase.BROKEN);
        assertThat(s.ended).hasSize(1);
    }

    @Test
    void aTaskThatMeetsOneDeathAfterAnotherBeforeItStartsEndsAtLast() {
        Simulation s = new Simulation(1, 1, 1);
        s.submit(1);
        for (int i = 0; i < 100 && s.ended.isEmpty(); i++) {
            s.readyAll();
            s.kill(s.scheduler.slots().getFirst());
            s.now += 20_000_000_000L;
            s.scheduler.tick(s.now);
        }
        assertThat(s.ended.values()).hasSize(1).noneMatch(TaskEnding::isSuccess);
    }

    @Test
    void theInnocentInAWorkerWithAStuckTaskAreWaitedForBeforeItIsKilled() {
        Simulation s = new Simulation(1, 1, 2);
        s.submit(2);
        s.readyAll();
        Slot slot = s.scheduler.slots().getFirst();
        s.startAll(slot);
        ProcessTask<?> stuck = slot.inFlight.toList().get(0);
        assertThat(s.scheduler.cancel(stuck, true)).isTrue();
        s.scheduler.overdue(stuck, "stuck");
        assertThat(s.killed).as("its neighbour still runs").isEmpty();
        ProcessTask<?> neighbour =
                s.tasks.stream().filter(t -> t != stuck).findFirst().orElseThrow();
        s.finish(slot, neighbour);
        assertThat(s.killed).containsExactly(slot);
    }

    @Test
    void aBriefTaskIsGivenInAdvanceAndTakenBackForAnIdleWorker() {
        Simulation s = new Simulation(1, 2, 1);
        s.submit(4);
        s.readyAll();
        s.finishEverything(); // tasks of less than a millisecond
        for (int i = 0; i < 3; i++) {
            s.submit(1);
        }
        assertThat(s.scheduler.accepted().pending.items())
                .as("one waits in advance")
                .isZero();
        Slot slow = s.scheduler.slots().stream()
                .filter(slot -> slot.inFlight.size() == 2)
                .findFirst()
                .orElseThrow();
        Slot fast = s.scheduler.slots().stream()
                .filter(slot -> slot.inFlight.size() == 1)
                .findFirst()
                .orElseThrow();
        s.scheduler.started(slow, slow.inFlight.toList().getFirst().taskId());
        s.started.add(slow.inFlight.toList().getFirst());
        s.finish(fast, fast.inFlight.toList().getFirst());
        s.answerRecall(slow);
        assertThat(slow.inFlight.size())
                .as("what waited behind a running task has moved")
                .isEqualTo(1);
        assertThat(fast.inFlight.size()).isEqualTo(1);
    }

    @Test
    void aWorkerWhoseTaskWaitsForOthersGivesBackWhatIsBehindItAndGetsNothingInAdvance() {
        Simulation s = new Simulation(1, 2, 1);
        s.submit(4);
        s.readyAll();
        s.finishEverything(); // tasks of less than a millisecond
        for (int i = 0; i < 3; i++) {
            s.submit(1);
        }
        Slot waits = s.scheduler.slots().stream()
                .filter(slot -> slot.inFlight.size() == 2)
                .findFirst()
                .orElseThrow();
        s.scheduler.started(waits, waits.inFlight.toList().getFirst().taskId());
        s.started.add(waits.inFlight.toList().getFirst());
        waits.waiting = 1;
        s.scheduler.workforce().unload(waits);
        s.scheduler.workforce().unload(waits);
        assertThat(s.recalls).as("asked once").containsOnly(Map.entry(waits, 1));
        s.answerRecall(waits);
        s.submit(5);
        s.scheduler.refill(waits);
        assertThat(waits.inFlight.size()).isEqualTo(1);
        s.scheduler.workforce().unload(waits);
        assertThat(s.recalls).as("nothing is behind it").isEmpty();
    }

    @Test
    void aTaskInAdvanceHasAWorkerStartedIfThereMayBeMore() {
        Simulation s = new Simulation(1, 4, 1);
        s.submit(1);
        s.readyAll();
        s.finishEverything();
        s.submit(2);
        assertThat(s.scheduler.slots())
                .as("the second task waits behind the first")
                .hasSize(2);
    }

    @Test
    void aSilentWorkerWithTasksIsKilled() {
        Simulation s = new Simulation(1, 1, 1);
        s.submit(1);
        s.readyAll();
        Slot slot = s.scheduler.slots().getFirst();
        s.startAll(slot);
        s.pass(3 * Simulation.HEARTBEAT_NANOS);
        assertThat(s.pinged).containsExactly(slot);
        assertThat(s.killed).isEmpty();
        s.pass(2 * Simulation.HEARTBEAT_NANOS);
        assertThat(s.killed).containsExactly(slot);
    }

    @Test
    void aWorkerThatAnswersIsNotKilled() {
        Simulation s = new Simulation(1, 1, 1);
        s.submit(1);
        s.readyAll();
        Slot slot = s.scheduler.slots().getFirst();
        s.startAll(slot);
        for (int i = 0; i < 50; i++) {
            s.pass(Simulation.HEARTBEAT_NANOS);
            s.scheduler.refill(slot);
        }
        assertThat(s.killed).isEmpty();
    }

    @Test
    void nobodyIsJudgedBecauseTheParentStoodStill() {
        Simulation s = new Simulation(1, 1, 1);
        s.options = TaskOptions.defaults().withHardLimit(Duration.ofSeconds(10));
        s.submit(1);
        s.readyAll();
        Slot slot = s.scheduler.slots().getFirst();
        s.startAll(slot);
        s.pass(Simulation.HEARTBEAT_NANOS * 2);
        s.now += Duration.ofHours(1).toNanos();
        s.scheduler.tick(s.now);
        assertThat(s.killed).isEmpty();
        assertThat(s.dumps).isEmpty();
        s.finish(slot, slot.inFlight.toList().getFirst()); // the answer that had waited to be read
        s.pass(Simulation.HEARTBEAT_NANOS * 5);
        assertThat(s.killed).isEmpty();
        assertThat(s.ended.values()).allMatch(TaskEnding::isSuccess);
    }

    @Test
    void theSoftLimitInterruptsAndTheHardLimitEndsAndKills() {
        Simulation s = new Simulation(1, 1, 1);
        s.options = TaskOptions.defaults().withSoftLimit(Duration.ofMillis(100)).withHardLimit(Duration.ofMillis(300));
        s.submit(1);
        s.readyAll();
        Slot slot = s.scheduler.slots().getFirst();
        s.pass(1_000_000_000L);
        assertThat(s.interrupted).as("the clock starts with the task's body").isEmpty();
        s.startAll(slot);
        s.pass(150_000_000L);
        assertThat(s.interrupted).hasSize(1);
        assertThat(s.dumps).isEmpty();
        s.pass(200_000_000L);
        assertThat(s.dumps).hasSize(1);
        assertThat(s.ended).isEmpty();
        s.scheduler.dumped(slot, s.tasks.getFirst().taskId(), "stacks");
        assertThat(s.ended.values()).hasSize(1).noneMatch(TaskEnding::isSuccess);
        assertThat(s.killed).containsExactly(slot);
    }

    @Test
    void aWorkerThatCannotTellItsStacksIsKilledAllTheSame() {
        Simulation s = new Simulation(1, 1, 1);
        s.options = TaskOptions.defaults().withHardLimit(Duration.ofMillis(300));
        s.submit(1);
        s.readyAll();
        s.startAll(s.scheduler.slots().getFirst());
        s.pass(1_000_000_000L);
        assertThat(s.ended).hasSize(1);
        assertThat(s.killed).hasSize(1);
    }

    @Test
    void aTaskWithRetriesRunsAgainAfterDeathsAndThenNoMore() {
        Simulation s = new Simulation(1, 1, 1);
        s.options = TaskOptions.defaults().withRetries(2);
        s.submit(1);
        for (int i = 0; i < 3; i++) {
            assertThat(s.ended).isEmpty();
            s.readyAll();
            Slot slot = s.scheduler.slots().getFirst();
            s.startAll(slot);
            s.kill(slot);
        }
        assertThat(s.ended.values()).hasSize(1).noneMatch(TaskEnding::isSuccess);
        assertThat(s.starts.values()).containsExactly(3);
        assertThat(s.scheduler.accepted().retried).isEqualTo(2);
    }

    @Test
    void aWorkerAtTheEndOfItsLifeSpanIsReplaced() {
        Simulation s = new Simulation(1, new SchedulerRules(1, 1, 0, RestartIntensity.DEFAULT, 1L << 40, 0, 2, 0));
        s.submit(5);
        for (int i = 0; i < 5; i++) {
            s.readyAll();
            s.finishEverything();
            s.reap();
        }
        assertThat(s.ended.values()).hasSize(5).allMatch(TaskEnding::isSuccess);
        assertThat(s.work.values()).hasSize(3).allMatch(tasks -> tasks <= 2);
    }

    @Test
    void idleWorkersGoAndComeBack() {
        Simulation s = new Simulation(
                1, new SchedulerRules(3, 1, 1, RestartIntensity.DEFAULT, 1L << 40, 1_000_000_000L, 0, 0));
        s.submit(3);
        s.readyAll();
        s.finishEverything();
        s.pass(900_000_000L);
        assertThat(s.retired).isEmpty();
        s.pass(200_000_000L);
        s.reap();
        assertThat(s.scheduler.slots()).as("the idle one that is always kept").hasSize(1);
        s.submit(3);
        s.readyAll();
        s.finishEverything();
        assertThat(s.ended.values()).hasSize(6).allMatch(TaskEnding::isSuccess);
    }

    @Test
    void aSmallerPoolLetsIdleWorkersGoFirstAndBusyOnesWhenTheyAreDone() {
        Simulation s = new Simulation(1, 3, 1);
        s.submit(3);
        s.readyAll();
        Slot idle = s.scheduler.slots().get(0);
        Slot busy = s.scheduler.slots().get(1);
        s.scheduler.slots().forEach(s::startAll);
        s.finish(idle, idle.inFlight.toList().getFirst());
        s.scheduler.resize(2);
        assertThat(s.retired).containsExactly(idle);
        s.scheduler.resize(1);
        assertThat(s.retired).containsExactly(idle);
        s.finishEverything();
        assertThat(s.retired).hasSize(2);
        assertThat(s.scheduler.slots()).contains(busy);
        s.scheduler.resize(4);
        s.submit(8);
        assertThat(s.scheduler.slots().stream().filter(slot -> slot.state != Slot.State.LEAVING))
                .hasSize(4);
    }
}
