package dev.cloister.internal.os;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The programs of this system that make workers safer: a shell that moves the pipes to other descriptors, {@code setsid}
 * for a session of their own, {@code setpriv} for the parent-death signal. Each may be missing.
 *
 * @param shell a POSIX shell; null on Windows
 * @param setsid from util-linux; null elsewhere
 * @param setpriv from util-linux; null elsewhere
 */
public record SystemTools(
        @Nullable Path shell,
        @Nullable Path setsid,
        @Nullable Path setpriv) {
    private static final SystemTools FOUND = find();

    /** What this system has. */
    public static SystemTools current() {
        return FOUND;
    }

    private static SystemTools find() {
        Path shell = Path.of("/bin/sh");
        if (!Files.isExecutable(shell)) {
            return new SystemTools(null, null, null);
        }
        return new SystemTools(shell, program("setsid"), utilLinux("setpriv"));
    }

    /** The words before a command that give it a session and the parent-death signal, as far as they are here. */
    public List<String> isolation() {
        List<String> words = new ArrayList<>();
        if (setsid != null) {
            words.add(setsid.toString());
        }
        if (setpriv != null) {
            words.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"));
        }
        return words;
    }

    /** The words before a command that should hinder nobody. */
    public List<String> lowPriority() {
        Path nice = program("nice");
        return nice == null ? List.of() : List.of(nice.toString(), "-n", "19");
    }

    /** The program of this name on the PATH; null if there is none, or no shell either. */
    public static @Nullable Path find(String name) {
        return FOUND.shell == null ? null : program(name);
    }

    /** The program of this name on the PATH; null if there is none. */
    static @Nullable Path program(String name) {
        for (String directory :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory.isEmpty() ? "." : directory, name);
            if (file.isAbsolute() && Files.isExecutable(file)) {
                return file;
            }
        }
        return null;
    }

    /** BusyBox has a program of this name that does not know the option. */
    private static @Nullable Path utilLinux(String name) {
        Path file = program(name);
        try {
            return file == null || file.toRealPath().getFileName().toString().contains("busybox") ? null : file;
        } catch (IOException e) { // removed just now
            return null;
        }
    }
}
