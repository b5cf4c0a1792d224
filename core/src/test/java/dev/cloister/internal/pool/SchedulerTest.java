package dev.cloister.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.RestartIntensity;
import dev.cloister.WorkerDeath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
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
        assertThat(s.scheduler.firstFailure().detail()).isEqualTo("failure 0");
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

    /** Workers, tasks and a clock that exist only here. */
    private static final class Simulation implements Effects {
        final SplittableRandom random;
        final Scheduler scheduler;
        final int size;
        final List<ProcessTask<?>> tasks = new ArrayList<>();
        final Map<ProcessTask<?>, TaskEnding> ended = new HashMap<>();
        final Set<ProcessTask<?>> started = new HashSet<>();
        final Set<Slot> ready = new HashSet<>();
        final Set<Slot> killed = new HashSet<>();
        final Set<Slot> retired = new HashSet<>();

        /** What each worker holds, in order; the first ones run. */
        final Map<Slot, List<ProcessTask<?>>> held = new HashMap<>();

        final Map<Slot, Integer> recalls = new HashMap<>();
        long now;
        long ids;

        Simulation(long seed) {
            this(seed, 1 + (int) (seed % 4), seed % 3 == 0 ? 3 : 1);
        }

        Simulation(long seed, int size, int threads) {
            this.random = new SplittableRandom(seed);
            this.size = size;
            this.scheduler = new Scheduler(
                    size, threads, seed % 5 == 4 ? 1 : 0, new RestartIntensity(5, Duration.ofSeconds(10)), this);
            scheduler.opened();
        }

        void run() {
            for (int step = 0; step < 120; step++) {
                now += random.nextInt(50_000_000);
                act();
                assertThat(scheduler.slots().stream().filter(s -> s.state != Slot.State.LEAVING))
                        .hasSizeLessThanOrEqualTo(size);
            }
            scheduler.shutdown();
            for (int i = 0; i < 1000 && !scheduler.isTerminated(); i++) {
                now += 5_000_000_000L;
                scheduler.tick(now);
                readyAll();
                finishEverything();
                reap();
            }
            assertThat(scheduler.isTerminated())
                    .as("terminated; %s", scheduler.slots())
                    .isTrue();
            assertThat(ended.keySet()).containsExactlyInAnyOrderElementsOf(tasks);
        }

        private void act() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> submit(1 + random.nextInt(6));
                case 3, 4 -> readyAll();
                case 5 -> anySlot(this::startAll);
                case 6, 7 ->
                    anySlot(slot -> {
                        startAll(slot);
                        if (!held(slot).isEmpty()) {
                            finish(slot, held(slot).getFirst());
                        }
                    });
                case 8 -> anySlot(this::kill);
                case 9 -> cancelSomething();
                case 10 -> reap();
                default -> scheduler.tick(now);
            }
        }

        private void cancelSomething() {
            if (!tasks.isEmpty()) {
                ProcessTask<?> task = tasks.get(random.nextInt(tasks.size()));
                boolean before = ended.containsKey(task);
                boolean done = scheduler.cancel(task, random.nextBoolean());
                assertThat(done && before).as("an ended task was cancelled").isFalse();
                if (done && random.nextBoolean()) {
                    scheduler.overdue(task, "overdue");
                }
            }
        }

        private void anySlot(java.util.function.Consumer<Slot> action) {
            List<Slot> living =
                    scheduler.slots().stream().filter(ready::contains).toList();
            if (!living.isEmpty()) {
                action.accept(living.get(random.nextInt(living.size())));
            }
        }

        void submit(int count) {
            List<ProcessTask<?>> batch = new ArrayList<>();
            long chunk = random.nextInt(3) == 0 ? ids + 1 : 0;
            for (int i = 0; i < count; i++) {
                var task = new ProcessTask<Object>(
                        ++ids, i, null, new byte[0], ClassLoader.getSystemClassLoader(), (t, m) -> false);
                task.chunk = chunk;
                batch.add(task);
            }
            tasks.addAll(batch);
            scheduler.submitted(batch);
        }

        void readyAll() {
            for (Slot slot : List.copyOf(scheduler.slots())) {
                if (!killed.contains(slot) && ready.add(slot)) {
                    scheduler.ready(slot);
                }
            }
        }

        void startAll(Slot slot) {
            for (ProcessTask<?> task : List.copyOf(held(slot))) {
                if (started.add(task)) {
                    scheduler.started(slot, task.taskId());
                }
            }
        }

        void finish(Slot slot, ProcessTask<?> task) {
            held(slot).remove(task);
            scheduler.answered(slot, task.taskId(), random.nextInt(1_000_000), answered -> new TaskEnding.Value(1));
            scheduler.refill(slot);
            answerRecall(slot);
        }

        void finishEverything() {
            for (int round = 0; round < 100; round++) {
                for (Slot slot : List.copyOf(scheduler.slots())) {
                    answerRecall(slot);
                    startAll(slot);
                    for (ProcessTask<?> task : List.copyOf(held(slot))) {
                        if (held(slot).contains(task)) {
                            finish(slot, task);
                        }
                    }
                }
            }
        }

        private void answerRecall(Slot slot) {
            Integer max = recalls.remove(slot);
            if (max != null && scheduler.slots().contains(slot)) {
                List<Long> back = new ArrayList<>();
                for (int i = held(slot).size() - 1; i >= 0 && back.size() < max; i--) {
                    if (!started.contains(held(slot).get(i))) {
                        back.add(held(slot).remove(i).taskId());
                    }
                }
                scheduler.returned(slot, back);
            }
        }

        void kill(Slot slot) {
            ready.remove(slot);
            held.remove(slot);
            recalls.remove(slot);
            scheduler.died(slot, death(WorkerDeath.Cause.KILLED, "killed"), now);
        }

        void failAStart(String why) {
            scheduler.slots().stream()
                    .filter(slot -> slot.state == Slot.State.STARTING)
                    .findFirst()
                    .ifPresent(slot -> scheduler.died(slot, death(WorkerDeath.Cause.FAILED_TO_START, why), now));
        }

        /** Killed and retired workers end. */
        private void reap() {
            for (Slot slot : List.copyOf(scheduler.slots())) {
                if (killed.contains(slot) || retired.contains(slot)) {
                    kill(slot);
                }
            }
        }

        private List<ProcessTask<?>> held(Slot slot) {
            return held.computeIfAbsent(slot, s -> new ArrayList<>());
        }

        private static WorkerDeath death(WorkerDeath.Cause cause, String detail) {
            return new WorkerDeath("worker", 1, cause, 137, "SIGKILL", "", detail, "");
        }

        @Override
        public void start(Slot slot) {}

        @Override
        public void send(Slot slot, ProcessTask<?> task) {
            assertThat(started)
                    .as("a task that had started was given out again")
                    .doesNotContain(task);
            assertThat(ready)
                    .as("a task was given to a worker that is not there")
                    .contains(slot);
            held(slot).add(task);
        }

        @Override
        public void interrupt(Slot slot, ProcessTask<?> task) {}

        @Override
        public void recall(Slot slot, int max) {
            assertThat(recalls.put(slot, max)).as("two recalls at a time").isNull();
        }

        @Override
        public void retire(Slot slot) {
            assertThat(slot.inFlight.toList())
                    .as("a worker with tasks was asked to exit")
                    .isEmpty();
            retired.add(slot);
        }

        @Override
        public void kill(Slot slot, String reason) {
            killed.add(slot);
        }

        @Override
        public void end(ProcessTask<?> task, TaskEnding ending) {
            assertThat(ended.put(task, ending)).as("a task ended twice").isNull();
        }

        @Override
        public Throwable deathError(ProcessTask<?> task, WorkerDeath death) {
            return new IllegalStateException(death.detail());
        }

        @Override
        public Throwable brokenError(WorkerDeath firstDeath) {
            return new IllegalStateException(firstDeath.detail());
        }

        @Override
        public void wakeAt(long nanos) {}
    }
}
