package dev.cloister.testkit.programs;

import dev.cloister.process.JvmProcess;
import dev.cloister.process.ProcessOptions;
import dev.cloister.testkit.Gate;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Starts processes that start processes, says READY with the pids of all, and waits for ever, exits, or returns. Those that
 * are no daemons wait for a gate, daemons for ever.
 */
public final class Tree {
    private Tree() {}

    /** Arguments: the directory of a gate, what then (wait, exit, return), and daemon or joined for the
     * children; or hurried, as joined, but READY comes as soon as they are started. */
    public static void main(String[] args) throws Exception {
        Gate gate = Gate.in(Path.of(args[0]));
        boolean daemon = args[2].equals("daemon");
        for (int i = 0; i < 2; i++) {
            int number = i;
            var _ = JvmProcess.of(() -> child(gate, number, daemon), options(daemon))
                    .start();
        }
        if (!args[2].equals("hurried")) {
            gate.awaitMarks(4);
        }
        StringBuilder ready = new StringBuilder("READY");
        gate.pids().forEach(pid -> ready.append(' ').append(pid));
        System.out.println(ready);
        switch (args[1]) {
            case "wait" -> new CountDownLatch(1).await();
            case "exit" -> System.exit(7);
            case "return" -> System.out.println("main returns");
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    private static ProcessOptions options(boolean daemon) {
        return ProcessOptions.defaults().withDaemon(daemon);
    }

    private static void child(Gate gate, int number, boolean daemon) throws Exception {
        var grandchild = JvmProcess.of(() -> last(gate, 2 + number, daemon), options(daemon))
                .start();
        last(gate, number, daemon);
        grandchild.join();
    }

    private static void last(Gate gate, int number, boolean daemon) throws Exception {
        if (daemon) {
            gate.mark(number);
            new CountDownLatch(1).await();
        } else {
            gate.pass(number);
            System.out.println("end of " + JvmProcess.current().name());
        }
    }
}
