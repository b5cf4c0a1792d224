package dev.cloister.testkit.programs;

import dev.cloister.Pool;
import dev.cloister.faults.Faults;
import dev.cloister.testkit.Gate;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Opens a pool of two workers, brings them into a state, says READY with their pids, and waits for ever or exits. */
public final class Workload {
    private Workload() {}

    /** Arguments: the directory of a gate, the state (idle, busy, grandchild), what then (wait, exit, return). */
    public static void main(String[] args) throws Exception {
        Gate gate = Gate.in(Path.of(args[0]));
        Pool pool = Pool.ofProcesses(2);
        switch (args[1]) {
            case "idle" -> idle(pool, gate);
            case "busy" -> busy(pool, gate);
            case "grandchild" -> grandchildren(pool, gate);
            default -> throw new IllegalArgumentException(args[1]);
        }
        StringBuilder ready = new StringBuilder("READY");
        gate.pids().forEach(pid -> ready.append(' ').append(pid));
        System.out.println(ready);
        switch (args[2]) {
            case "wait" -> new CountDownLatch(1).await();
            case "exit" -> System.exit(7);
            case "return" -> System.out.println("main returns");
            default -> throw new IllegalArgumentException(args[2]);
        }
    }

    private static void idle(Pool pool, Gate gate) throws Exception {
        var first = pool.submit(() -> gate.pass(0));
        var second = pool.submit(() -> gate.pass(1));
        gate.awaitMarks(2);
        gate.open();
        first.get();
        second.get();
    }

    private static void busy(Pool pool, Gate gate) throws Exception {
        for (int i = 0; i < 2; i++) {
            int number = i;
            pool.execute(() -> {
                mark(gate, number);
                System.out.println("ends: " + new Faults.Hang().call());
            });
        }
        gate.awaitMarks(2);
    }

    private static void grandchildren(Pool pool, Gate gate) throws Exception {
        for (int i = 0; i < 2; i++) {
            int number = i;
            pool.execute(() -> {
                Process sleep = start("sleep", "1000");
                mark(gate, number);
                System.out.println("ended: " + sleep.onExit().join());
            });
        }
        gate.awaitMarks(2);
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void mark(Gate gate, int number) {
        try {
            gate.mark(number);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
