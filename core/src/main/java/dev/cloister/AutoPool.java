package dev.cloister;

import dev.cloister.advice.Advice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pool that finds out by measurement where the tasks of each function run best, and runs them there: in threads, virtual
 * threads, worker processes, worker processes with several threads each, or a plain loop in the calling thread.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.auto()) {
 *     java.util.List<Integer> squares = pool.map(n -> n * n, java.util.List.of(1, 2, 3));
 *     pool.advice().forEach((function, advice) ->
 *             System.out.println(function + " runs in " + advice.choice() + ": " + advice.reason()));
 * }
 * }
 *
 * <p><b>The trial.</b> The first tasks of a function that the pool does not know run in worker processes, as many at a time
 * as there are processors, so that one that exits or crashes hurts nobody; tasks that cannot travel, and all tasks if
 * {@linkplain dev.cloister.advice.AdviceOptions#sharedState() they share objects of this JVM}, in threads. Each runs once, and
 * its outcome is the result. When enough of them were measured (at the most some dozens, and those of a fifth of a second), the
 * decision is made, and the others go where it says. It holds for all tasks of the function's class, which for a lambda or method
 * reference is its place in the program, until the pool is closed. So until a function is known its results must be able to
 * travel, and arguments must not be changed before their tasks have ended.
 *
 * <p><b>The watch.</b> Some tasks go on being measured. When they are not what the decision assumed (they wait where they
 * computed, hold each other up at a lock, or take long where they were tiny), those that have not started are taken back, the pool
 * decides anew, and goes on with them elsewhere.
 *
 * <p><b>The loop.</b> Where the answer is not to parallelise, {@code map}, {@code starmap} and {@code mapOutcomes} run their inputs
 * in the calling thread, one after the other, and return to the trial when one takes long; all other calls, and those with a
 * time-out or limits, use threads.
 *
 * <p><b>Limits.</b> Tasks with a hard limit or retries, and those of a pool whose workers have a limit of memory or of tasks, run
 * in processes, because only these can keep such promises; {@link PoolOptions} apply to all that the pool opens.
 *
 * <p><b>Counts.</b> {@link #statistics()}, {@link #insights()} and {@link #exitResults()} are sums over all that the pool has opened.
 * {@link #parallelism()} is the number of processors it may use, which {@link #resize} changes; waiting tasks may be more at
 * a time. What tasks submit through {@link #client()} from worker processes runs in worker processes.
 *
 * <p>Safe for use by many threads.
 */
public interface AutoPool extends Pool {
    /**
     * Where the tasks of each function run now, and why, by the function's name: the class and method behind a lambda that is
     * serializable, else the class. Functions whose first tasks are still on trial are missing. An immutable copy. To use one again in
     * another run of the program keep {@link Advice#toJson} and open {@link Pool#auto(Advice)}.
     */
    Map<String, Advice> advice();

    /** All decisions so far, the first one first; of more than 1,000 the last. An immutable copy. */
    List<Choice> history();

    /**
     * Tells {@code listener} of each decision from now on, on a thread of its own, one after the other; what it throws goes to
     * that thread's uncaught exception handler. There can be several.
     */
    void onChoice(Consumer<? super Choice> listener);

    /**
     * One decision.
     *
     * @param time when it was made
     * @param function the function's name, as in {@link AutoPool#advice()}
     * @param before what held until then; null for the first
     * @param after what holds from then on
     * @param why what made the pool decide, for people
     */
    record Choice(Instant time, String function, @Nullable Advice before, Advice after, String why) {}
}
