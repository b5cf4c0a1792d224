package dev.cloister.testkit.programs;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.WorkerOptions;
import java.nio.file.Path;
import java.util.List;

/** Prints squares computed by two workers and what these say of their JVM. */
public final class Report {
    private Report() {}

    /** Argument, optional: the working directory of the workers. */
    public static void main(String[] args) throws Exception {
        WorkerOptions workers = WorkerOptions.defaults();
        if (args.length > 0) {
            workers = workers.withDirectory(Path.of(args[0]));
        }
        try (Pool pool = Pool.open(PoolOptions.ofProcesses(2).withWorkers(workers))) {
            System.out.println("squares " + pool.map(x -> x * x, List.of(1, 2, 3)));
            System.out.println("directory "
                    + pool.submit(() -> Path.of("").toAbsolutePath().toString()).get());
            System.out.println("property "
                    + pool.submit(() -> System.getProperty("report")).get());
            System.out.println("assertions "
                    + pool.submit(() -> Report.class.desiredAssertionStatus()).get());
            System.out.println("heap "
                    + pool.submit(() -> Runtime.getRuntime().maxMemory() >> 20).get());
        }
    }
}
