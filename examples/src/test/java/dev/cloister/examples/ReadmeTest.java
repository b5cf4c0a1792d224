package dev.cloister.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Pool;
import dev.cloister.testkit.NoOrphans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The README's first example, run as a newcomer would: from its source file. */
@ExtendWith(NoOrphans.class)
class ReadmeTest {
    @Test
    void theFirstExampleRuns(@TempDir Path directory) throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        int begin = readme.indexOf("```java\n") + "```java\n".length();
        Path program = directory.resolve("Readme.java");
        Files.writeString(program, readme.substring(begin, readme.indexOf("```", begin)));
        String core = Path.of(Pool.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        core,
                        program.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
                .contains("[1, 4, 9]")
                .contains("Success[index=0, value=2]")
                .contains("Failure[index=1, error=java.lang.ArithmeticException: / by zero]")
                .contains("exited (exit code 3) while running task")
                .contains("System.exit was called");
        assertThat(process.exitValue()).isZero();
    }
}
