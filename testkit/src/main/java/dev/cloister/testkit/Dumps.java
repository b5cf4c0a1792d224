package dev.cloister.testkit;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Thread dumps of this JVM, virtual threads included, and of its child JVMs. */
final class Dumps {
    private static final Pattern THREAD = Pattern.compile("(?m)^#\\d+ \"([^\"]*)\".*$");
    private static final long JCMD_SECONDS = 5;

    private Dumps() {}

    /** All threads of this JVM. */
    static String threads() {
        try {
            Path directory = Files.createTempDirectory("testkit-dump");
            Path file = directory.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(directory);
            }
        } catch (IOException e) {
            return "no thread dump: " + e;
        }
    }

    /** The names of the threads in a dump. */
    static List<String> names(String dump) {
        return THREAD.matcher(dump).results().map(match -> match.group(1)).toList();
    }

    /** What {@code jcmd PID Thread.print} says of each descendant that is a JVM. */
    static String descendants() {
        StringBuilder text = new StringBuilder();
        ProcessHandle.current()
                .descendants()
                .filter(Dumps::isJava)
                .forEach(process -> text.append("--- ")
                        .append(process.pid())
                        .append(System.lineSeparator())
                        .append(jcmd(process.pid())));
        return text.toString();
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("java"))
                .isPresent();
    }

    private static String jcmd(long pid) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(tool)) {
            return "no jcmd in this JDK";
        }
        try {
            Path output = Files.createTempFile("testkit-jcmd", ".txt");
            try {
                Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), "Thread.print")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(JCMD_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            return "jcmd failed: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
