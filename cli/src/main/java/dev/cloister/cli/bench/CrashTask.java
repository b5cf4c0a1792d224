package dev.cloister.cli.bench;

import dev.cloister.Outcome;
import dev.cloister.Pool;
import java.util.List;
import java.util.stream.IntStream;

/** Ten tasks of which one ends its process half way through its nap. */
final class CrashTask {
    private static final int TASKS = 10;
    private static final int CRASHING = 4;
    private static final int EXIT_CODE = 7;
    private static final int NAP_MILLIS = 60;

    private CrashTask() {}

    /**
     * The program that has all its tasks in one JVM: prints how many gave results, when it gets that far.
     *
     * @param args how many threads
     */
    public static void main(String[] args) throws InterruptedException {
        try (Pool pool = Pool.ofThreads(Integer.parseInt(args[0]))) {
            System.out.println(survivors(run(pool)));
        }
    }

    static List<Outcome<Integer>> run(Pool pool) throws InterruptedException {
        return pool.mapOutcomes(
                CrashTask::nap, IntStream.range(0, TASKS).boxed().toList(), 1);
    }

    static long survivors(List<Outcome<Integer>> outcomes) {
        return outcomes.stream().filter(Outcome::isSuccess).count();
    }

    private static int nap(int index) throws InterruptedException {
        if (index == CRASHING) {
            Thread.sleep(NAP_MILLIS / 2);
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        Thread.sleep(NAP_MILLIS);
        return index;
    }
}
