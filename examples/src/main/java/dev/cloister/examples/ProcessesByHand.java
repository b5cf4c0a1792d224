package dev.cloister.examples;

import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import dev.cloister.shared.SharedQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes by hand: three of them square numbers and put them into one queue, which this process reads; they are started
 * and joined, and their exit codes are looked at. Then one that fails, and one that has to be stopped.
 */
public final class ProcessesByHand {
    private static final int WORKERS = 3;

    private ProcessesByHand() {}

    /** Starts the processes. */
    public static void main(String[] args) throws InterruptedException {
        int numbers = args.length > 0 ? Integer.parseInt(args[0]) : 4;
        try (SharedQueue<Integer> squares = SharedQueue.create(10)) {
            List<JvmProcess> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int first = i * numbers;
                workers.add(JvmProcess.of(() -> square(squares, first, numbers)).start());
            }
            int sum = 0;
            for (int i = 0; i < WORKERS * numbers; i++) {
                sum += squares.take();
            }
            System.out.println("sum of the squares: " + sum);
            for (JvmProcess worker : workers) {
                worker.join();
                System.out.println(worker.name() + ": exit code " + worker.exitCode());
                worker.close();
            }
        }
        JvmProcess failing =
                JvmProcess.of(ProcessesByHand::divide, 0, named("divider")).start();
        failing.join();
        failing.exitInfo().ifPresent(info -> System.out.println("divider: " + info.cause() + ", " + info.error()));
        JvmProcess sleeper = JvmProcess.of(() -> Thread.sleep(Duration.ofDays(1)), named("sleeper"))
                .start();
        System.out.println("sleeper is alive: " + sleeper.isAlive());
        sleeper.terminate();
        sleeper.join();
        sleeper.exitInfo().ifPresent(info -> System.out.println("sleeper: " + info));
    }

    private static ProcessOptions named(String name) {
        return ProcessOptions.defaults().withName(name);
    }

    private static void square(SharedQueue<Integer> squares, int first, int count) throws InterruptedException {
        for (int i = first; i < first + count; i++) {
            squares.put(i * i);
        }
    }

    private static void divide(int by) {
        System.out.println("quotient: " + 1 / by);
    }
}
