package dev.cloister.testkit.programs;

import dev.cloister.Pool;
import dev.cloister.testkit.Gate;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Submits ten tasks and returns from main without closing the pool. */
public final class WorkInHand {
    private WorkInHand() {}

    /** Argument: the directory of a gate where the tasks leave their marks. */
    public static void main(String[] args) {
        Gate gate = Gate.in(Path.of(args[0]));
        Pool pool = Pool.ofProcesses(2);
        for (int i = 0; i < 10; i++) {
            int number = i;
            var _ = pool.submit(() -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100)); // the work
                return gate.mark(number);
            });
        }
        System.out.println("main returns");
    }
}
