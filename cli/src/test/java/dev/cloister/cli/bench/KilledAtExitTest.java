package dev.cloister.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KilledAtExitTest {
    /** Starts a process that does not end by itself, makes a folder, and exits without closing anything. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException {
            TemporaryFolder folder = TemporaryFolder.make();
            Process process = KilledAtExit.add(new ProcessBuilder("sleep", "1000").start());
            System.out.println(process.pid());
            System.out.println(folder.path());
            System.exit(3);
        }
    }

    @Test
    void neitherProcessNorFolderOutlivesTheCommand() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            long pid = Long.parseLong(lines.readLine());
            Path folder = Path.of(lines.readLine());
            assertThat(process.waitFor()).isEqualTo(3);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> ProcessHandle.of(pid)
                            .filter(handle -> handle.info().command().isPresent()) // a zombie has none
                            .isEmpty());
            assertThat(folder).doesNotExist();
        }
    }
}
