package dev.cloister.cli.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Finds Pythons: those named by the user, or those on the {@code PATH} and in pyenv. */
public final class InterpreterFinder {
    private static final Pattern NAME = Pattern.compile("python3(\\.\\d+t?)?");
    private static final int OLDEST = 3008;
    private static final long PROBE_SECONDS = 10;
    private static final int MOST_CANDIDATES = 64;

    private final String probe;

    /** Creates one. */
    public InterpreterFinder() throws IOException {
        probe = Scripts.text(InterpreterFinder.class, "probe.py");
    }

    /** The interpreter at {@code path}, which may be a name on the {@code PATH}. */
    public PythonInterpreter named(String path) throws ContenderException, InterruptedException {
        Path file = path.contains("/") ? Path.of(path) : onPath(path);
        if (file == null || !Files.exists(file)) {
            throw new ContenderException(path + " does not exist" + (path.contains("/") ? "" : " on the PATH"));
        }
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new ContenderException(path + " is not a program that can be run");
        }
        return probe(file);
    }

    /** All that were found and work, one per version, newest first. */
    public List<PythonInterpreter> all() throws InterruptedException {
        Map<String, PythonInterpreter> byRuntime = new LinkedHashMap<>();
        Set<String> executables = new HashSet<>();
        for (PythonInterpreter python : probeAll(candidates())) {
            PythonInterpreter other = byRuntime.get(python.runtime());
            if (executables.add(python.executable()) && (other == null || (python.numpy() && !other.numpy()))) {
                byRuntime.put(python.runtime(), python);
            }
        }
        return byRuntime.values().stream().sorted(PythonInterpreter.NEWEST).toList();
    }

    /**
     * Of these, at most {@code count} for a run that should end soon: first the newest with numpy, then the newest without
     * a global interpreter lock, or just the newest of the others.
     */
    public static List<PythonInterpreter> choose(List<PythonInterpreter> newestFirst, int count) {
        List<PythonInterpreter> left = new ArrayList<>(newestFirst);
        List<PythonInterpreter> chosen = new ArrayList<>();
        while (chosen.size() < count && !left.isEmpty()) {
            boolean first = chosen.isEmpty();
            PythonInterpreter next = left.stream()
                    .filter(python -> first ? python.numpy() : !python.gil())
                    .findFirst()
                    .orElse(left.getFirst());
            chosen.add(next);
            left.remove(next);
        }
        return chosen;
    }

    private List<PythonInterpreter> probeAll(Collection<Path> files) throws InterruptedException {
        List<PythonInterpreter> found = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PythonInterpreter>> futures = new ArrayList<>();
            files.stream().limit(MOST_CANDIDATES).forEach(file -> futures.add(threads.submit(() -> probe(file))));
            for (Future<PythonInterpreter> future : futures) {
                try {
                    found.add(future.get());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof ContenderException)) {
                        throw new IllegalStateException("probing for Python failed: " + e.getCause(), e);
                    } // else a shim without a version behind it, or too old: no candidate
                }
            }
        }
        return found;
    }

    private PythonInterpreter probe(Path file) throws ContenderException, InterruptedException {
        String output = output(file);
        try {
            JsonNode answer = Json.MAPPER.readTree(output);
            if (!answer.has("number")) {
                throw new ContenderException(file + " is no Python 3: it did not answer as one");
            }
            if (answer.path("number").asInt(0) < OLDEST) {
                throw new ContenderException(
                        file + " is Python " + answer.path("version").asString("?") + ", needed is 3.8 or newer");
            }
            return new PythonInterpreter(
                    Path.of(answer.get("path").asString()),
                    answer.get("executable").asString(),
                    answer.get("implementation").asString(),
                    answer.get("version").asString(),
                    answer.get("freeThreaded").asBoolean(),
                    answer.get("gil").asBoolean(),
                    answer.get("numpy").asBoolean());
        } catch (JacksonException e) {
            throw new ContenderException(file + " is no Python 3: it did not answer as one", e);
        }
    }

    private String output(Path file) throws ContenderException, InterruptedException {
        Process process = null;
        try {
            process = new ProcessBuilder(file.toString(), "-c", probe)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(new File("/dev/null"))
                    .start();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                throw new ContenderException(file + " is no Python 3: no answer within " + PROBE_SECONDS + " s");
            }
            return new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ContenderException(file + " cannot be run: " + e.getMessage(), e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static Collection<Path> candidates() {
        Map<Path, Path> byRealPath = new LinkedHashMap<>();
        for (String folder : path()) {
            Path versions = Path.of(folder).resolveSibling("versions");
            if (folder.endsWith("/shims") && Files.isDirectory(versions)) {
                addVersions(versions, byRealPath); // pyenv's shims are slow: take what is behind them
            } else {
                list(Path.of(folder), byRealPath);
            }
        }
        addVersions(Path.of(System.getProperty("user.home", ""), ".pyenv", "versions"), byRealPath);
        return byRealPath.values();
    }

    private static void addVersions(Path folder, Map<Path, Path> byRealPath) {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(folder)) {
            versions.forEach(version -> add(version.resolve("bin/python3"), byRealPath));
        } catch (IOException e) { // no pyenv
            return;
        }
    }

    private static void list(Path folder, Map<Path, Path> byRealPath) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> NAME.matcher(file.getFileName().toString()).matches())) {
            files.forEach(file -> add(file, byRealPath));
        } catch (IOException e) { // an entry of the PATH that does not exist: as in a shell
            return;
        }
    }

    private static void add(Path file, Map<Path, Path> byRealPath) {
        try {
            if (Files.isExecutable(file)) {
                byRealPath.putIfAbsent(file.toRealPath(), file);
            }
        } catch (IOException e) { // gone meanwhile
            return;
        }
    }

    private static Path onPath(String name) {
        for (String folder : path()) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        return Path.of(name);
    }

    private static List<String> path() {
        String path = System.getenv("PATH");
        return path == null
                ? List.of()
                : List.of(path.split(Pattern.quote(File.pathSeparator), -1)).stream()
                        .filter(folder -> !folder.isBlank())
                        .toList();
    }
}
