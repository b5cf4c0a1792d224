package dev.cloister.testkit.programs;

import dev.cloister.process.JvmProcess;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a process that prints and exits with 3, and writes its exit code into a file. */
public final class WritesCode {
    private WritesCode() {}

    /** Argument: the file. */
    public static void main(String[] args) throws Exception {
        JvmProcess process = JvmProcess.of(() -> {
                    System.out.println("printed");
                    System.err.println("printed");
                    System.exit(3);
                })
                .start();
        process.join();
        Files.writeString(Path.of(args[0]), "code " + process.exitCode().orElse(-1));
    }
}
