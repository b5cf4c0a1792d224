package dev.cloister.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Other processes, as a test sees them: alive, dead, signalled. */
public final class Processes {
    private Processes() {}

    /** Whether the process is there and not a zombie that nobody has collected. */
    public static boolean isAlive(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
        try {
            String text = Files.readString(stat);
            char state = text.charAt(text.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return hasVanished(e);
        }
    }

    /** Reading a file of /proc fails with ESRCH when the process ends in between. */
    private static boolean hasVanished(IOException e) {
        if (String.valueOf(e.getMessage()).contains("No such process")) {
            return false;
        }
        throw new UncheckedIOException(e);
    }

    /** Sends a signal, such as {@code KILL}, {@code STOP} or {@code INT}. */
    public static void signal(long pid, String signal) throws IOException, InterruptedException {
        send(Long.toString(requireProcess(pid)), signal);
    }

    /** Sends a signal to all processes of a group, as a terminal does. */
    public static void signalGroup(long group, String signal) throws IOException, InterruptedException {
        send("-" + requireProcess(group), signal);
    }

    /** Zero, one and what is below would mean many processes. */
    private static long requireProcess(long pid) {
        if (pid <= 1) {
            throw new IllegalArgumentException("not the number of a process: " + pid);
        }
        return pid;
    }

    /** By the shell's own command: some versions of the program {@code kill} take the number of a group for signals. */
    private static void send(String target, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, target)
                .redirectErrorStream(true)
                .start();
        String said = new String(kill.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill -s " + signal + " -- " + target + ": " + said);
        }
    }

    /** One line per process: pid, parent, command line. */
    public static String describe(Stream<ProcessHandle> processes) {
        return processes.map(Processes::describe).collect(Collectors.joining(System.lineSeparator()));
    }

    private static String describe(ProcessHandle process) {
        String parent = process.parent().map(p -> Long.toString(p.pid())).orElse("?");
        ProcessHandle.Info info = process.info();
        String command = info.commandLine().or(info::command).orElse("(no command line)");
        return process.pid() + " (parent " + parent + (isAlive(process.pid()) ? "" : ", dead") + ") " + command;
    }
}
