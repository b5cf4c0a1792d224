package dev.cloister.testkit.programs;

import dev.cloister.Backend;
import dev.cloister.ExitHooks;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.TaskFuture;
import dev.cloister.testkit.Await;
import dev.cloister.testkit.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Gives four tasks to a pool of two workers, says READY when two run, and exits in one of many ways. Says what it sees
 * meanwhile: who waits for the tasks, who submits more, which hooks run.
 */
public final class Exiting {
    private static final int TASKS = 4;

    private Exiting() {}

    /** Arguments: a gate's directory, the backend, the tasks (gated, hung, none), and how it ends. */
    public static void main(String[] args) throws Exception {
        Gate gate = Gate.in(Path.of(args[0]));
        Pool pool = Pool.open(PoolOptions.of(backend(args[1])));
        List<TaskFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < TASKS && !args[2].equals("none"); i++) {
            int number = i;
            boolean hangs = args[2].equals("hung");
            futures.add(pool.submit(() -> hangs ? hang(gate, number) : gate.pass(number)));
        }
        hooks(pool, futures);
        if (!futures.isEmpty()) {
            start(() -> await(futures));
            start(() -> submitUntilRejected(pool));
            gate.awaitMarks(2);
        }
        System.out.println("READY");
        end(args[3], pool, futures);
    }

    private static Backend backend(String name) {
        return switch (name) {
            case "processes" -> Backend.processes(2);
            case "hybrid" -> Backend.processes(1, 2);
            case "threads" -> Backend.threads(2);
            case "virtual" -> Backend.virtualThreads(2);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static long hang(Gate gate, int number) throws Exception {
        gate.mark(number);
        while (true) {
            LockSupport.park(); // an interrupt does not end this
            Thread.interrupted();
        }
    }

    private static void hooks(Pool pool, List<TaskFuture<Long>> futures) {
        say(0, "first of 0", "");
        say(0, "second of 0", "");
        say(-7, "last", "");
        say(7, "throws", "its own fault");
        var _ = ExitHooks.register(
                9,
                () -> System.out.println("hook futures done " + futures.stream().allMatch(TaskFuture::isDone)));
        boolean _ = ExitHooks.register(9, () -> System.out.println("hook taken back"))
                .cancel();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> submitUntilRejected(pool)));
    }

    private static void say(int priority, String what, String error) {
        var _ = ExitHooks.register(priority, () -> {
            System.out.println("hook " + what);
            if (!error.isEmpty()) {
                throw new IllegalStateException(error);
            }
        });
    }

    private static void start(Runnable body) {
        Thread.ofPlatform().daemon().start(body);
    }

    private static void await(List<TaskFuture<Long>> futures) {
        for (TaskFuture<Long> future : futures) {
            try {
                System.out.println("value " + (future.get() > 0));
            } catch (CancellationException | ExecutionException | InterruptedException e) {
                System.out.println("error " + e.getClass().getSimpleName());
            }
        }
    }

    private static void submitUntilRejected(Pool pool) {
        try {
            Await.until("the program does not exit", Duration.ofSeconds(50), ExitHooks::isExiting);
            var _ = pool.submit(() -> 1L);
            System.out.println("accepted");
        } catch (RejectedExecutionException e) {
            System.out.println("rejected: " + e.getMessage());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(String how, Pool pool, List<TaskFuture<Long>> futures) throws Exception {
        switch (how) {
            case "wait" -> new CountDownLatch(1).await();
            case "return" -> System.out.println("main returns");
            case "exit" -> System.exit(7);
            case "halt" -> Runtime.getRuntime().halt(8);
            case "throw" -> throw new IllegalStateException("of main");
            case "callback" -> {
                var _ = futures.getFirst().whenDone(ended -> System.exit(9));
                new CountDownLatch(1).await();
            }
            case "task" -> {
                var _ = pool.submit(() -> System.exit(11));
                new CountDownLatch(1).await();
            }
            case "open" -> {
                while (true) {
                    Pool.ofProcesses(1).submit(() -> 1).get();
                }
            }
            default -> throw new IllegalArgumentException(how);
        }
    }
}
