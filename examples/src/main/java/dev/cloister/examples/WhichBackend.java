package dev.cloister.examples;

import dev.cloister.AutoPool;
import dev.cloister.MapOptions;
import dev.cloister.Pool;
import dev.cloister.ProgressLine;
import dev.cloister.RemoteFunction;
import dev.cloister.advice.Advice;
import dev.cloister.advice.Advisor;
import dev.cloister.advice.Step;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The decision tree at the end of the article: threads, processes, or a coroutine for each wait? Asked of the work itself: some of its
 * tasks are run and measured. The tree is the article's, two answers are not. Threads of a JVM compute in parallel, for no
 * global lock keeps them from it; a lock of the program's own does, and is seen in the measurement.
 */
public final class WhichBackend {
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private WhichBackend() {}

    /** Asks for advice on four kinds of work, then lets a pool find out and do the first. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        long limit = args.length > 0 ? Long.parseLong(args[0]) : 2_000_000L;
        List<Long> inputs = Collections.nCopies(40, limit);
        show("computing", WhichBackend::collatz, inputs);
        show("waiting", WhichBackend::waits, inputs);
        show("behind one lock", WhichBackend::locked, inputs);
        show("tiny", x -> x + 1, inputs);

        try (AutoPool pool = Pool.auto()) {
            MapOptions options = MapOptions.defaults().withProgress(ProgressLine.of("collatz")); // on a terminal only
            List<Long> longest = pool.map(WhichBackend::collatz, Collections.nCopies(400, limit), options);
            System.out.println("the pool's answer for each: " + longest.getFirst());
            pool.advice().forEach((function, advice) -> System.out.println("it ran in: " + advice.choice()));
        }
    }

    private static void show(String kind, RemoteFunction<Long, Long> task, List<Long> inputs)
            throws InterruptedException, ExecutionException {
        Advice advice = Advisor.advise(task, inputs);
        System.out.println(kind + ": " + advice.choice() + ", because " + advice.reason());
        for (Step step : advice.path()) {
            System.out.println("    " + step.question() + " " + step.answer() + ": " + step.evidence());
        }
    }

    /** Computes: the number of steps of the longest Collatz sequence that begins below a hundredth of the limit. */
    static long collatz(long limit) {
        long longest = 0;
        for (long begin = 1; begin < limit / 100; begin++) {
            long steps = 0;
            for (long n = begin; n != 1; n = n % 2 == 0 ? n / 2 : 3 * n + 1) {
                steps++;
            }
            longest = Math.max(longest, steps);
        }
        return longest;
    }

    /** Waits, as for an answer from a network. */
    private static long waits(long limit) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        return limit;
    }

    /** Computes, one at a time in each JVM: as code behind a global lock does, CPython's with its GIL. */
    private static long locked(long limit) {
        ONE_AT_A_TIME.lock();
        try {
            return collatz(limit);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }
}
