package dev.cloister.cli.bench;

import dev.cloister.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A workload on a pool of this JVM, or without one. */
final class JvmContender implements Contender {
    static final String RUNTIME = "jvm";

    /** Enough to warm each worker of a wide pool without much of a wait. */
    private static final int MOST_WARM_UPS = 80;

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
        List<Task> tasks = new ArrayList<>();
        int copies = pool == null ? 1 : Math.min(pool.parallelism(), MOST_WARM_UPS);
        Collections.nCopies(copies, workload.warmUp()).forEach(tasks::addAll);
        List<Task> some = tasks.subList(0, Math.min(tasks.size(), MOST_WARM_UPS));
        long start = System.nanoTime();
        do {
            runAll(some);
        } while (workload.needsCompiling() && System.nanoTime() - start < warmUpNanos);
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
            return pool.map(Task::call, tasks, workload.batch());
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
