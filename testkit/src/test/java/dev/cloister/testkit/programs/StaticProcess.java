package dev.cloister.testkit.programs;

import dev.cloister.process.JvmProcess;

/** Starts a process in its static initializer, which that process runs too. */
public final class StaticProcess {
    private static final JvmProcess PROCESS =
            JvmProcess.of(() -> System.out.println("never printed")).start();

    private StaticProcess() {}

    /** Prints how it ended. */
    public static void main(String[] args) throws Exception {
        PROCESS.join();
        System.out.println("cause " + PROCESS.exitInfo().orElseThrow().cause());
        System.exit(PROCESS.exitCode().orElseThrow());
    }
}
