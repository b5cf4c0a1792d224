package dev.cloister;

import dev.cloister.advice.Advice;
import dev.cloister.advice.AdviceOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of a {@link Pool} run.
 *
 * {@snippet :
 * var pool = dev.cloister.Pool.open(dev.cloister.PoolOptions.of(dev.cloister.Backend.processes(4, 10)));
 * pool.close();
 * }
 */
public sealed interface Backend {
    /** The largest number of worker processes of one pool. */
    int MAX_PROCESSES = 4096;

    /** The largest number of threads, of a thread pool or of one worker process. */
    int MAX_THREADS = 1_000_000;

    /** How many tasks can run at the same time. */
    int parallelism();

    /**
     * Platform threads of this JVM.
     *
     * @param threads how many at the most, from 1 to {@value #MAX_THREADS}
     */
    record Threads(int threads) implements Backend {
        public Threads {
            requireRange("threads", threads, MAX_THREADS);
        }

        @Override
        public int parallelism() {
            return threads;
        }
    }

    /**
     * One virtual thread per task, for tasks that wait.
     *
     * @param maxConcurrent how many tasks run at the same time at the most, from 1; {@link Integer#MAX_VALUE} for no
     *     limit
     */
    record VirtualThreads(int maxConcurrent) implements Backend {
        public VirtualThreads {
            requireRange("maxConcurrent", maxConcurrent, Integer.MAX_VALUE);
        }

        @Override
        public int parallelism() {
            return maxConcurrent;
        }
    }

    /**
     * Worker JVMs.
     *
     * @param workers how many processes at the most, from 1 to {@value #MAX_PROCESSES}
     * @param threads how many tasks each runs at the same time, from 1 to {@value #MAX_THREADS}
     */
    record Processes(int workers, int threads) implements Backend {
        public Processes {
            requireRange("workers", workers, MAX_PROCESSES);
            requireRange("threads", threads, MAX_THREADS);
        }

        @Override
        public int parallelism() {
            return (int) Math.min(Integer.MAX_VALUE, (long) workers * threads);
        }
    }

    /**
     * No workers: each task runs at once in the thread that submits it, so that a breakpoint in the task shows who
     * submitted it. Results, errors and counts are those of the other backends; {@code imap} runs an input when its result
     * is asked for. Threads that submit at the same time run their tasks at the same time. An interrupt of the submitting
     * thread stays with it. Limits of time and retries do not apply.
     */
    record Serial() implements Backend {
        @Override
        public int parallelism() {
            return 1;
        }
    }

    /**
     * Chosen by measurement, for each function by itself: see {@link AutoPool}.
     *
     * @param options what cannot be measured
     * @param kept where to run every function until the watch finds otherwise; null to find out for each
     */
    record Auto(AdviceOptions options, @Nullable Advice kept) implements Backend {
        public Auto {
            Objects.requireNonNull(options, "options");
            if (kept != null && kept.backend() == null) {
                throw new IllegalArgumentException("the advice names no backend, its choice is " + kept.choice() + ": "
                        + kept.reason() + "; open an automatic pool without it");
            }
            if (kept != null && kept.backend() instanceof Auto) {
                throw new IllegalArgumentException("the backend of an advice is one that tasks run on, not " + kept);
            }
        }

        /** As many as there are processors that may be used; tasks that wait may be more at a time. */
        @Override
        public int parallelism() {
            return options.processors();
        }
    }

    /** Chosen by measurement, with the defaults. */
    static Backend auto() {
        return auto(AdviceOptions.defaults());
    }

    /** Chosen by measurement, with what cannot be measured. */
    static Backend auto(AdviceOptions options) {
        return new Auto(options, null);
    }

    /**
     * As the advice says, which was made earlier and kept, until the watch finds otherwise.
     *
     * @throws IllegalArgumentException if it names no backend
     */
    static Backend auto(Advice kept) {
        return new Auto(AdviceOptions.defaults(), Objects.requireNonNull(kept, "kept"));
    }

    /** No workers: the submitting thread runs each task at once. */
    static Backend serial() {
        return new Serial();
    }

    /** Up to {@code threads} platform threads. */
    static Backend threads(int threads) {
        return new Threads(threads);
    }

    /** A virtual thread per task, without a limit. */
    static Backend virtualThreads() {
        return new VirtualThreads(Integer.MAX_VALUE);
    }

    /** A virtual thread per task, {@code maxConcurrent} of them at the same time. */
    static Backend virtualThreads(int maxConcurrent) {
        return new VirtualThreads(maxConcurrent);
    }

    /** Up to {@code workers} worker JVMs, each running one task at a time. */
    static Backend processes(int workers) {
        return new Processes(workers, 1);
    }

    /** Up to {@code workers} worker JVMs, each running up to {@code threads} tasks at a time. */
    static Backend processes(int workers, int threads) {
        return new Processes(workers, threads);
    }

    private static void requireRange(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " must be from 1 to " + max + ": " + value);
        }
    }
}
