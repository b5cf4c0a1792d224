package dev.cloister;

import dev.cloister.internal.exit.ExitAction;
import dev.cloister.internal.exit.ExitGrace;
import dev.cloister.internal.exit.ExitSequence;
import java.time.Duration;
import java.util.Objects;

/**
 * What this process does when it exits, in order. Python: {@code atexit}, and the finalizers of {@code multiprocessing.util}.
 *
 * {@snippet :
 * var hook = dev.cloister.ExitHooks.register(10, () -> System.out.println("goodbye"));
 * dev.cloister.ExitHooks.setGrace(java.time.Duration.ofSeconds(30));
 * hook.cancel();
 * }
 *
 * <p><b>The order.</b> A process exits when {@code main} and all other threads that keep it alive have ended, on {@code System.exit}, on
 * Ctrl-C (SIGINT, exit code 130), SIGTERM (143) and SIGHUP (129):
 *
 * <ol>
 *   <li>No pool takes new tasks: {@code submit} and {@link Pool#open} throw {@link
 *       java.util.concurrent.RejectedExecutionException}, also in a shutdown hook of the JVM.
 *   <li>Tasks that were accepted, and the callbacks of their futures, have {@linkplain #setGrace a grace} to end, 5 seconds unless set
 *       otherwise; tasks and callbacks that have called {@code System.exit} themselves are not waited for.
 *   <li>The rest is cancelled: worker processes are killed, threads are interrupted. Whoever waits for a future gets its result
 *       or a {@link java.util.concurrent.CancellationException}.
 *   <li>What was {@linkplain #register registered here} runs.
 *   <li>What processes share, and files, are removed.
 * </ol>
 *
 * <p>When {@code main} returns while pools have tasks, the process goes on until all have ended, without a limit; a signal
 * then begins the sequence. A signal that comes during the sequence ends the process at once: a second Ctrl-C. Nothing
 * that was registered runs then, nor on {@code Runtime.halt} and {@code kill -9}; no process, file or segment is left even so.
 * A program that handles signals itself decides when it exits; with {@code -Ddev.cloister.signals=off} a second signal is ignored,
 * as the JVM does. A terminal's Ctrl-C goes to worker processes too; they leave the decision to their parent.
 *
 * <p><b>In a worker process</b> hooks registered by tasks run when that worker leaves, after the pool's finalizer and the states
 * of {@link WorkerLocal}, not when it is killed or crashes; a worker waits for no tasks of pools that its tasks have opened. No hook
 * runs in another process than the one that registered it. Thread-safe.
 */
public final class ExitHooks {
    private ExitHooks() {}

    /** Something that was registered. Thread-safe. */
    public interface Hook {
        /**
         * Takes it back.
         *
         * @return whether it has not run and never will; false when its turn has come or it was taken back before
         */
        boolean cancel();
    }

    /** The words for users around an action of the sequence. */
    private static final class Registered implements Hook {
        private final ExitAction action;

        Registered(ExitAction action) {
            this.action = action;
        }

        @Override
        public boolean cancel() {
            return action.cancel();
        }
    }

    /**
     * Has {@code action} run once when this process exits: those of the highest priority first, of equal ones the latest first, one
     * after the other on one thread. What it throws goes to the thread's uncaught exception handler, and the rest runs all the same.
     * An action that is registered while others run has its turn too. One that does not return keeps the process from exiting until
     * it is killed, or a signal comes.
     *
     * @param priority from -1000 to 1000
     * @param action must not submit tasks, nor call {@code System.exit}, which would wait for itself
     * @throws IllegalArgumentException if the priority is out of range
     * @throws IllegalStateException if the process is exiting and its hooks have run
     */
    public static Hook register(int priority, Runnable action) {
        if (Math.abs((long) priority) > ExitSequence.USER_MAX) {
            throw new IllegalArgumentException("priority must be from -1000 to 1000: " + priority);
        }
        return new Registered(ExitSequence.register(priority, Objects.requireNonNull(action, "action")));
    }

    /**
     * Sets how long an exit waits for tasks that were accepted. Zero: not at all. Without this call the system property {@code
     * dev.cloister.exitGrace} says it ({@code 500ms}, {@code 5s}, {@code 2m}), or it is 5 seconds. Without effect in worker processes.
     *
     * @param grace from zero to one day
     * @throws IllegalArgumentException if it is out of range
     */
    public static void setGrace(Duration grace) {
        if (grace.isNegative() || grace.compareTo(ExitGrace.MAX) > 0) {
            throw new IllegalArgumentException("grace must be from zero to one day: " + grace);
        }
        ExitGrace.set(grace.toNanos());
    }

    /** How long an exit waits for tasks. */
    public static Duration grace() {
        return Duration.ofNanos(ExitGrace.nanos());
    }

    /** Whether this process has begun to exit. */
    public static boolean isExiting() {
        return ExitSequence.isExiting();
    }
}
