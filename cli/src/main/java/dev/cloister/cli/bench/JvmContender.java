package dev.cloister.cli.bench;

import dev.cloister.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A workload on a pool of this JVM, or without one. */
final class JvmContender implements Contender {
    static final String RUNTIME = "jvm";

    private static final int MOST_WAITING = 80;
    private static final int MOST_COMPUTING = 8;

    private final Workload workload;
    private final Mode mode;
    private final String label;
    private final @Nullable Pool pool;
    private final long warmUpNanos;

    /**
     * A contender.
     *
     * @param pool where to run it; null for serially
     * @param warmUpMillis how long it is run before it is measured, if there is code to be compiled
     */
    JvmContender(Workload workload, Mode mode, String label, @Nullable Pool pool, int warmUpMillis) {
        this.workload = workload;
        this.mode = mode;
        this.label = label;
        this.pool = pool;
        warmUpNanos = TimeUnit.MILLISECONDS.toNanos(warmUpMillis);
    }

    @Override
    public String runtime() {
        return RUNTIME;
    }

    @Override
    public String mode() {
        return label;
    }

    @Override
    public Mode kind() {
        return mode;
    }

    @Override
    public boolean optional() {
        return false;
    }

    /** Repeats the warm-up of all workers for a while, because the JVM compiles what it has seen often. */
    @Override
    public void prepare() throws Exception {
        List<Task> some = some(workload.warmUp());
        long start = System.nanoTime();
        do {
            runAll(some);
        } while (workload.needsCompiling() && System.nanoTime() - start < warmUpNanos);
    }

    private List<Task> some(List<? extends Task> kinds) {
        List<Task> some = new ArrayList<>();
        for (int i = 0; i < warmUps(); i++) {
            some.add(kinds.get(i % kinds.size()));
        }
        return some;
    }

    /** How many tasks occupy all workers: tasks that compute need not fill all threads of a process. */
    private int warmUps() {
        if (pool == null) {
            return 1;
        }
        boolean waits = workload.kind() == Workload.Kind.WAITS;
        return Math.min(2 * pool.parallelism(), waits ? MOST_WAITING : MOST_COMPUTING);
    }

    @Override
    public Run run() throws Exception {
        List<? extends Task> tasks = workload.tasks();
        long start = System.nanoTime();
        List<Answer> answers = runAll(tasks);
        return new Run((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1), answers);
    }

    private List<Answer> runAll(List<? extends Task> tasks) throws Exception {
        if (pool != null) {
            return pool.map(Task::call, tasks, batch());
        }
        List<Answer> answers = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            answers.add(task.call());
        }
        return answers;
    }

    private int batch() {
        return mode == Mode.PROCESSES_X_THREADS ? workload.batch() : 1;
    }

    @Override
    public Optional<Recorded> record() throws Exception {
        stampAll(some(workload.warmUp())); // so that workers have what notes the times
        List<? extends Task> tasks = workload.tasks();
        long start = System.nanoTime();
        List<Stamped> stamped = stampAll(tasks);
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        Timeline timeline = Lanes.timeline(workload.name(), label, seconds, start, stamped);
        return Optional.of(new Recorded(stamped.stream().map(Stamped::answer).toList(), timeline));
    }

    private List<Stamped> stampAll(List<? extends Task> tasks) throws Exception {
        if (pool != null) {
            return pool.map(Stamped::run, tasks, batch());
        }
        List<Stamped> stamped = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            stamped.add(Stamped.run(task));
        }
        return stamped;
    }

    /** The pool belongs to {@link JvmPools}. */
    @Override
    public void close() {}
}
