package dev.cloister.cli.faults;

import dev.cloister.faults.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * All processes that a row started, directly or not: those with its mark in their environment, wherever they moved, and
 * new children of this JVM. Where there is no {@code /proc}, this JVM's descendants.
 */
public final class Family {
    /** The environment variable that holds the mark. */
    public static final String VARIABLE = "CLOISTER_FAULTS_MARK";

    private static final Path PROC = Path.of("/proc");

    private final String mark;
    private final Set<Long> known;

    private Family(String mark, Set<Long> known) {
        this.mark = mark;
        this.known = known;
    }

    /** One that has no members yet. */
    public static Family create() {
        return new Family(UUID.randomUUID().toString(), children());
    }

    /** That of the program that this is. */
    static Family ofThisProgram() {
        return new Family(System.getenv().getOrDefault(VARIABLE, "none"), children());
    }

    /** What members have in their environment under {@link #VARIABLE}. */
    public String mark() {
        return mark;
    }

    /** The members that are alive. */
    public Set<Long> alive() {
        Set<Long> alive = new TreeSet<>(children());
        alive.removeAll(known);
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return alive;
        }
        alive.removeIf(
                pid -> hasVariable(PROC.resolve(Long.toString(pid)), VARIABLE + "=")); // another's, or found below
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (hasVariable(process, VARIABLE + "=" + mark)) {
                    alive.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("/proc cannot be read", e);
        }
        alive.removeIf(pid -> pid == ProcessHandle.current().pid() || isZombie(pid));
        return alive;
    }

    private static boolean hasVariable(Path process, String text) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) { // gone, or another user's
            return false;
        }
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) { // gone
            return true;
        }
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until no member is left, but not longer than this. Returns how many are left. */
    public int awaitGone(double seconds) throws InterruptedException {
        Moment start = Moment.now();
        while (true) {
            int left = alive().size();
            if (left == 0 || start.seconds() > seconds) {
                return left;
            }
            Moment.pause();
        }
    }

    /** What the members are, for people. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        for (long pid : alive()) {
            ProcessHandle.of(pid).ifPresent(process -> {
                String command = process.info().commandLine().orElse("?").replace('\n', ' ');
                String parent =
                        process.parent().map(p -> Long.toString(p.pid())).orElse("?");
                lines.add("process " + pid + " of " + parent + ": "
                        + command.substring(0, Math.min(100, command.length())));
            });
        }
        return lines;
    }

    /** Kills all members. */
    public void kill() {
        for (long pid : alive()) {
            signal(pid, Native.SIGKILL);
        }
    }

    /** Sends a signal to a process, or to the group of a negative number. False if there is none. */
    public static boolean signal(long target, int signal) {
        try {
            return Native.signal(target, signal) == 0;
        } catch (Throwable t) {
            throw new IllegalStateException("kill cannot be called", t);
        }
    }
}
