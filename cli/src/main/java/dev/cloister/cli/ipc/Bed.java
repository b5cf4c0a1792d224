package dev.cloister.cli.ipc;

import dev.cloister.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Where measures run: pools of worker processes, one of each size, which start when they are needed. Thread-safe. */
final class Bed implements AutoCloseable {
    private final Map<Integer, Pool> pools = new ConcurrentHashMap<>();

    /**
     * What several workers did at the same time.
     *
     * @param spans of each
     */
    record Race(List<Span> spans) {
        /** From the first start to the last end. */
        double seconds() {
            long start = spans.stream().mapToLong(Span::start).min().orElseThrow();
            return (spans.stream().mapToLong(Span::end).max().orElseThrow() - start) / 1e9;
        }

        /** From the start of one to its end. */
        double seconds(int job) {
            return (spans.get(job).end() - spans.get(job).start()) / 1e9;
        }

        /** What one counted. */
        long value(int job) {
            return spans.get(job).value();
        }

        /** What all counted. */
        long sum() {
            return spans.stream().mapToLong(Span::value).sum();
        }
    }

    /** Runs each job in a process of its own, all at the same time. */
    Race race(List<Span.Job> jobs) throws InterruptedException, ExecutionException {
        Pool pool = pool(jobs.size());
        List<Future<Span>> futures = new ArrayList<>();
        for (Span.Job job : jobs) {
            futures.add(pool.submit(Span.of(job)));
        }
        List<Span> spans = new ArrayList<>();
        for (Future<Span> future : futures) {
            spans.add(future.get());
        }
        return new Race(spans);
    }

    /** The pool with so many workers. */
    Pool pool(int workers) {
        return pools.computeIfAbsent(workers, Pool::ofProcesses);
    }

    /** Ends all workers, whatever they do. New ones start when they are needed. */
    @Override
    public void close() {
        pools.values().forEach(Pool::killWorkers);
        pools.values().forEach(Pool::close);
        pools.clear();
    }
}
