package dev.cloister.internal.advice;

import dev.cloister.Backend;
import java.util.List;

/** The backends of this module. */
enum Candidates implements Candidate {
    /** The calling thread. */
    SERIAL("serial", false, 1) {
        @Override
        public double tasksPerSecond(Work work) {
            return 1e9 / work.wall();
        }

        @Override
        public Backend backend(Work work) {
            return Backend.serial();
        }
    },

    /** Platform threads: as many as keep the processors busy. */
    THREADS("threads", false, 1.15) {
        @Override
        public double tasksPerSecond(Work work) {
            return work.rate(count(work), work.profile().threadScaling(), THREAD_NANOS);
        }

        @Override
        public Backend backend(Work work) {
            return Backend.threads(count(work));
        }

        private int count(Work work) {
            return Math.min(work.wanted(), Work.MANY);
        }
    },

    /** A virtual thread for each task: for more waits at a time than there should be threads. */
    VIRTUAL_THREADS("virtual-threads", false, 1.15) {
        @Override
        public double tasksPerSecond(Work work) {
            return work.rate(work.wanted(), work.profile().threadScaling(), VIRTUAL_NANOS);
        }

        @Override
        public Backend backend(Work work) {
            return Backend.virtualThreads(Math.max(1, work.concurrent()));
        }
    },

    /** Worker processes with a task each. */
    PROCESSES("processes", true, 1.3) {
        @Override
        public double tasksPerSecond(Work work) {
            double travel = work.travel() + PROCESS_NANOS;
            double byLanes = work.rate(count(work), work.profile().processScaling(), travel);
            return Math.min(byLanes, PARENT_SHARE * 1e9 / travel);
        }

        @Override
        public Backend backend(Work work) {
            return Backend.processes(count(work));
        }

        private int count(Work work) {
            return Math.min(work.wanted(), WORKERS_PER_PROCESSOR * work.processors());
        }
    },

    /** Worker processes with several tasks each: for tasks that wait and must be kept apart. */
    PROCESSES_X_THREADS("processes-x-threads", true, 1.3) {
        @Override
        public double tasksPerSecond(Work work) {
            Backend.Processes sized = sized(work);
            double travel = work.travel() + PROCESS_NANOS;
            double inEach = Work.speedup(work.profile().threadScaling(), sized.threads());
            double inAll = Work.speedup(work.profile().processScaling(), sized.workers());
            double byLanes = 1e9 * inEach * inAll / (work.wall() + travel);
            double byProcessors = 1e9 * work.processors() / (work.cpu() + travel);
            return Math.min(Math.min(byLanes, byProcessors), PARENT_SHARE * 1e9 / travel);
        }

        @Override
        public Backend backend(Work work) {
            return sized(work);
        }

        private Backend.Processes sized(Work work) {
            int lanes = Math.max(1, Math.min(work.wanted(), Work.MANY * work.processors()));
            int workers = Math.min(work.processors(), lanes);
            return new Backend.Processes(workers, Math.ceilDiv(lanes, workers));
        }
    };

    /**
     * What handing over a task costs, beyond the task, on all processors together: between what empty tasks cost in a warm pool (0.8,
     * 3.4 and 2.6 us) and in a cold one (5, 10 and 23 us), by {@code AutoFigures} of the benchmarks.
     */
    static final double THREAD_NANOS = 2_500;

    static final double VIRTUAL_NANOS = 3_000;
    static final double PROCESS_NANOS = 15_000;

    /** How much of the way of a task the parent can go on its processors: two ends of several at a time. */
    private static final double PARENT_SHARE = 2;

    /** Tasks that wait now and then need more workers than there are processors, but each is a JVM. */
    private static final int WORKERS_PER_PROCESSOR = 4;

    /** In the order of preference. */
    static final List<Candidate> ALL = List.of(values());

    private final String text;
    private final boolean apart;
    private final double margin;

    Candidates(String text, boolean apart, double margin) {
        this.text = text;
        this.apart = apart;
        this.margin = margin;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public boolean isApart() {
        return apart;
    }

    @Override
    public double margin() {
        return margin;
    }
}
