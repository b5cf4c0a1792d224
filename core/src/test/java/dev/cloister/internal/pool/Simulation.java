package dev.cloister.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.RestartIntensity;
import dev.cloister.TaskOptions;
import dev.cloister.WorkerDeath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullUnmarked;

/** Workers, tasks and a clock that exist only here. */
@NullUnmarked
final class Simulation implements Effects {
    static final long HEARTBEAT_NANOS = 1_000_000_000L;

    private static final List<TaskOptions> TASK_OPTIONS = List.of(
            TaskOptions.defaults(),
            TaskOptions.defaults().withRetries(2),
            TaskOptions.defaults().withSoftLimit(Duration.ofMillis(200)).withHardLimit(Duration.ofSeconds(2)));

    final SplittableRandom random;
    final Scheduler scheduler;
    int size;
    final List<ProcessTask<?>> tasks = new ArrayList<>();
    final Map<ProcessTask<?>, TaskEnding> ended = new HashMap<>();
    final Set<ProcessTask<?>> started = new HashSet<>();
    final Set<Slot> ready = new HashSet<>();
    final Set<Slot> killed = new HashSet<>();
    final Set<Slot> retired = new HashSet<>();

    /** What each worker holds, in order; the first ones run. */
    final Map<Slot, List<ProcessTask<?>>> held = new HashMap<>();

    final Set<ProcessTask<?>> interrupted = new HashSet<>();
    final Set<Slot> pinged = new HashSet<>();
    final Map<ProcessTask<?>, Slot> dumps = new HashMap<>();
    final Map<Slot, Integer> recalls = new HashMap<>();
    final SchedulerRules rules;

    /** Of the tasks submitted next. */
    TaskOptions options = TaskOptions.defaults();

    /** How often each task was started. */
    final Map<ProcessTask<?>, Integer> starts = new HashMap<>();

    /** How many tasks each worker has started. */
    final Map<Slot, Integer> work = new HashMap<>();

    /** When the scheduler last asked to be called. */
    Long wakeAt;

    long now;
    long ids;

    /** A random one. */
    Simulation(long seed) {
        this(seed, randomRules(seed));
    }

    Simulation(long seed, int size, int threads) {
        this(seed, rules(size, threads, 0));
    }

    Simulation(long seed, SchedulerRules rules) {
        this.random = new SplittableRandom(seed);
        this.size = rules.size();
        this.rules = rules;
        this.scheduler = new Scheduler(rules, this, () -> now, random);
        scheduler.opened();
    }

    static SchedulerRules rules(int size, int threads, int minIdle) {
        return new SchedulerRules(
                size, threads, minIdle, new RestartIntensity(5, Duration.ofSeconds(10)), HEARTBEAT_NANOS, 0, 0, 0);
    }

    private static SchedulerRules randomRules(long seed) {
        int maxTasks = seed % 7 == 3 ? 3 : 0;
        return new SchedulerRules(
                1 + (int) (seed % 4),
                seed % 3 == 0 ? 3 : 1,
                seed % 5 == 4 ? 1 : 0,
                new RestartIntensity(5, Duration.ofSeconds(10)),
                HEARTBEAT_NANOS,
                seed % 4 == 1 ? 2_000_000_000L : 0,
                maxTasks,
                maxTasks == 0 ? 0 : 1);
    }

    void run() {
        for (int step = 0; step < 120; step++) {
            now += random.nextInt(50_000_000);
            options = TASK_OPTIONS.get(random.nextInt(TASK_OPTIONS.size()));
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

    /** Lets the time pass in steps, as a timer would. */
    void pass(long nanos) {
        for (long end = now + nanos; now - end < 0; ) {
            now += 10_000_000;
            scheduler.tick(now);
        }
    }

    private void act() {
        switch (random.nextInt(14)) {
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
            case 11 -> {
                size = 1 + random.nextInt(4);
                scheduler.resize(size);
            }
            case 12 -> dumpSomething();
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

    private void dumpSomething() {
        if (!dumps.isEmpty()) {
            ProcessTask<?> task = dumps.keySet().iterator().next();
            Slot slot = dumps.remove(task);
            scheduler.dumped(slot, task.taskId(), "stacks");
        }
    }

    private void anySlot(java.util.function.Consumer<Slot> action) {
        List<Slot> living = scheduler.slots().stream().filter(ready::contains).toList();
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
            task.options = options;
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
                starts.merge(task, 1, Integer::sum);
                assertThat(starts.get(task)).as("starts of one task").isLessThanOrEqualTo(1 + task.options.retries());
                int done = work.merge(slot, 1, Integer::sum);
                assertThat(rules.maxTasks() == 0 || done <= rules.maxTasks())
                        .as("within its life span")
                        .isTrue();
                scheduler.started(slot, task.taskId());
            }
        }
    }

    void finish(Slot slot, ProcessTask<?> task) {
        held(slot).remove(task);
        try {
            scheduler.answered(slot, task.taskId(), random.nextInt(1_000_000), answered -> new TaskEnding.Value(1));
        } catch (IOException e) {
            throw new AssertionError("nothing is malformed", e);
        }
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

    void answerRecall(Slot slot) {
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
        started.removeAll(held(slot)); // they may be run again if their options say so
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
    void reap() {
        for (Slot slot : List.copyOf(scheduler.slots())) {
            if (killed.contains(slot) || retired.contains(slot)) {
                kill(slot);
            }
        }
    }

    List<ProcessTask<?>> held(Slot slot) {
        return held.computeIfAbsent(slot, s -> new ArrayList<>());
    }

    private static WorkerDeath death(WorkerDeath.Cause cause, String detail) {
        return new WorkerDeath("worker", 1, cause, 137, "SIGKILL", "", detail, "");
    }

    @Override
    public void start(Slot slot) {}

    @Override
    public void send(Slot slot, ProcessTask<?> task) {
        assertThat(started).as("a task that had started was given out again").doesNotContain(task);
        assertThat(ready).as("a task was given to a worker that is not there").contains(slot);
        held(slot).add(task);
    }

    @Override
    public void interrupt(Slot slot, ProcessTask<?> task) {
        interrupted.add(task);
    }

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
    public void kill(Slot slot, WorkerDeath.Cause cause, String reason) {
        killed.add(slot);
    }

    @Override
    public void ping(Slot slot) {
        pinged.add(slot);
    }

    @Override
    public void dump(Slot slot, ProcessTask<?> task) {
        dumps.put(task, slot);
    }

    @Override
    public Throwable timeoutError(Slot slot, ProcessTask<?> task, String threadDump) {
        return new IllegalStateException("over its limit");
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
    public void wakeAt(long nanos) {
        wakeAt = nanos;
    }
}
