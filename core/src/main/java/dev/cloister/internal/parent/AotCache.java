package dev.cloister.internal.parent;

import dev.cloister.internal.os.SystemTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The AOT cache of workers: classes that the JVM finds loaded and linked, which saves about a third of a worker's start.
 * Made once per JDK and Cloister jar, in the background of the first program that needs it, in the user's cache folder.
 * A worker's class path begins with Cloister's jar, so that one cache serves all programs.
 *
 * <p>The JVM itself checks that a cache fits and goes on without it otherwise. The system property
 * {@code dev.cloister.aotCache=off} turns it off.
 */
final class AotCache {
    private static final String PROPERTY = "dev.cloister.aotCache";
    private static final String REHEARSAL = "dev.cloister.internal.worker.Rehearsal";

    /** A pool that is closed sooner does not have a cache made. */
    private static final long MAKE_AFTER_NANOS = 1_000_000_000;

    private static final int MAX_CACHES = 8;

    /** Flags with which a JVM cannot use the cache, or is asked to use another. */
    private static final List<String> CONFLICTING = List.of(
            "-XX:AOT",
            "-XX:SharedArchiveFile",
            "-Xshare",
            "-javaagent",
            "-agent",
            "--add-modules",
            "--patch-module",
            "--limit-modules",
            "--upgrade-module-path");

    private static final AtomicBoolean MAKING = new AtomicBoolean();

    /** The process that makes the cache, while it runs. Guarded by the class. */
    private static @Nullable Process maker;

    private AotCache() {}

    /** The argument that uses the cache; null if there is none for these workers. Then one is made, if it can be. */
    static @Nullable String use(CodePath codePath, List<String> arguments, List<String> userArguments) {
        String jar = CodePath.ownPlace();
        if (jar == null
                || !jar.endsWith(".jar")
                || codePath.isModular()
                || "off".equals(System.getProperty(PROPERTY))
                || conflicts(arguments)
                || conflicts(userArguments)) {
            return null;
        }
        try {
            Path cache = file(Path.of(jar));
            if (Files.isReadable(cache) && Files.size(cache) > 0) {
                return "-XX:AOTCache=" + cache;
            }
            Timer.after(MAKE_AFTER_NANOS, () -> Spawner.execute(() -> makeIfNeeded(jar, cache)));
            return null;
        } catch (IOException e) { // no home, a full disk: it works without
            return null;
        }
    }

    /** For people: whether workers with the default options start with a cache. */
    static String describe() {
        String jar = CodePath.ownPlace();
        if ("off".equals(System.getProperty(PROPERTY))) {
            return "off, by the system property " + PROPERTY;
        }
        if (jar == null || !jar.endsWith(".jar") || CodePath.class.getModule().isNamed()) {
            return "none: it is for a Cloister that is loaded from a jar on the class path";
        }
        if (conflicts(ParentFlags.inherited())) {
            return "none: a flag of this JVM excludes it";
        }
        try {
            Path cache = file(Path.of(jar));
            return Files.isReadable(cache) && Files.size(cache) > 0
                    ? cache + ", " + Files.size(cache) / (1 << 20) + " MiB"
                    : "not there yet: " + cache + " is made by the first program whose pools are open for a second";
        } catch (IOException e) {
            return "none: " + e;
        }
    }

    private static boolean conflicts(List<String> arguments) {
        for (String argument : arguments) {
            for (String conflicting : CONFLICTING) {
                if (argument.startsWith(conflicting)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The place of the cache for this JDK and this jar. */
    private static Path file(Path jar) throws IOException {
        String key = System.getProperty("java.vm.version")
                + '|'
                + System.getProperty("java.vm.vendor")
                + '|'
                + System.getProperty("java.home")
                + '|'
                + jar
                + '|'
                + Files.size(jar)
                + '|'
                + Files.getLastModifiedTime(jar);
        return directory().resolve("worker-" + digest(key) + ".aot");
    }

    /** Tells keys apart; the JVM checks the cache itself. A cryptographic digest would load the security providers. */
    private static String digest(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue() << 32 | (key.hashCode() & 0xffff_ffffL));
    }

    private static Path directory() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        String home = System.getProperty("user.home", "");
        String os = System.getProperty("os.name", "");
        if (xdg != null && Path.of(xdg).isAbsolute()) {
            return Path.of(xdg, "cloister");
        }
        return os.startsWith("Mac")
                ? Path.of(home, "Library", "Caches", "cloister")
                : Path.of(home, ".cache", "cloister");
    }

    /** Pools are still open, so this is no program of a moment, whose end would cut the making off. */
    private static void makeIfNeeded(String jar, Path cache) {
        try {
            Path runDirectory = RunDirectory.inUse();
            if (runDirectory != null && !Files.exists(cache) && MAKING.compareAndSet(false, true)) {
                make(jar, cache, runDirectory);
            }
        } catch (IOException e) { // no such program, too many processes: it works without
            MAKING.set(false);
        }
    }

    /**
     * Starts the making. Its files are in the run directory until they are whole, so nothing is left when it is cut off.
     * Runs on the spawner's thread, and the process at the lowest priority.
     */
    private static void make(String jar, Path cache, Path runDirectory) throws IOException {
        Path draft = runDirectory.resolve("worker.aot");
        Path frames = runDirectory.resolve("rehearsal.frames");
        List<String> words = new ArrayList<>(SystemTools.current().lowPriority());
        words.addAll(SystemTools.current().isolation());
        words.addAll(List.of(
                WorkerCommand.javaProgram(),
                "-XX:AOTCacheOutput=" + draft,
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                jar,
                REHEARSAL,
                frames.toString()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(WorkerEnvironment.JVM_OPTION_VARIABLES);
        Process process = Spawner.start(builder);
        synchronized (AotCache.class) {
            maker = process;
        }
        if (!runDirectory.equals(RunDirectory.inUse())) { // the pools were closed before they could know of it
            stopMaking();
        }
        var _ = process.onExit().thenAccept(ended -> publish(ended, draft, cache));
    }

    /** A whole cache appears under its name at once, or not at all. */
    private static void publish(Process process, Path draft, Path cache) {
        synchronized (AotCache.class) {
            maker = null;
        }
        try {
            if (process.exitValue() == 0 && Files.exists(draft)) {
                Files.createDirectories(cache.getParent());
                Path copy = Files.createTempFile(cache.getParent(), "worker-", ".tmp"); // in the same file system
                Files.copy(draft, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.move(copy, cache, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(draft);
                removeOlder(cache);
            }
        } catch (IOException e) { // no room, or the pools were closed meanwhile: the next program tries again
            MAKING.set(false);
        }
    }

    /** Caches of JDKs and jars that are gone would gather: the oldest beyond some are removed. */
    private static void removeOlder(Path cache) throws IOException {
        try (var files = Files.list(cache.getParent())) {
            List<Path> caches = files.filter(file -> file.toString().endsWith(".aot"))
                    .sorted((a, b) ->
                            Long.compare(b.toFile().lastModified(), a.toFile().lastModified()))
                    .toList();
            for (Path old : caches.subList(Math.min(MAX_CACHES, caches.size()), caches.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    /** No pool is open any more: an unfinished cache is given up, so that no process outlives the pools. */
    static synchronized void stopMaking() {
        if (maker != null) {
            maker.toHandle().destroyForcibly();
            MAKING.set(false);
        }
    }
}
