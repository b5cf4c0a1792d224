package dev.cloister.cli.bench;

import dev.cloister.Pool;
import java.util.ArrayList;
import java.util.List;
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
        List<? extends Task> kinds = workload.warmUp();
        List<Task> some = new ArrayList<>();
        for (int i = 0; i < warmUps(); i++) {
            some.add(kinds.get(i % kinds.size()));
        }
        long start = System.nanoTime();
        do {
            runAll(some);
        } while (workload.needsCompiling() && System.nanoTime() - start < warmUpNanos);
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
            return pool.map(Task::call, tasks, mode == Mode.PROCESSES_X_THREADS ? workload.batch() : 1);
        }
        List<Answer> answers = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            answers.add(task.call());
        }
        return answers;
    }

    /** The pool belongs to {@link JvmPools}. */
    @Override
    public void close() {}
}
