package dev.cloister.internal.parent;

import dev.cloister.internal.os.SystemTools;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A shell, one per JVM that has workers or shared objects, that waits for this JVM's end and then kills all that is left of it: the
 * workers' process groups, which hold also what tasks started, the run directory and shared memory, named or not. However the JVM ends, the
 * guardian's standard input ends with it. While the JVM lives, the guardian kills groups on command, without a process
 * start for each. It lives as long as the run directory.
 *
 * <p>Where there is no {@code setsid}, workers have no groups of their own: then the guardian knows single processes,
 * and what tasks started is killed only while the worker lives.
 */
public final class Guardian {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            list= dir= names= prefix=
            while read -r verb word; do
              case $verb in
                add) list="$list $word" ;;
                dir) dir=$word ;;
                names) names=$word ;;
                prefix) prefix=$word ;;
                halt)
                  kill -s STOP -- "$word" 2>/dev/null ;;
                kill)
                  kill -s KILL -- "$word" 2>/dev/null ;;
                del)
                  rest=
                  for one in $list; do [ "$one" = "$word" ] || rest="$rest $one"; done
                  list=$rest ;;
                bye) exit 0 ;;
              esac
            done
            for one in $list; do kill -s KILL -- "$one" 2>/dev/null; done
            [ -z "$dir" ] || rm -rf -- "$dir"
            if [ -n "$names" ]; then
              for own in "$names"/*/*; do
                [ ! "$own" -ef "$prefix${own##*/}" ] || rm -f -- "$prefix${own##*/}"
              done
              rm -rf -- "$names"
            fi
            rm -rf -- "/dev/shm/cloister-$1-"*
            """;

    private static @Nullable Process process;

    /** What is to be killed, as words for {@code kill}. */
    private static final Set<String> TARGETS = new LinkedHashSet<>();

    /** Where the links are that say which named files are to be removed, and how the names begin; null if there are none. */
    private static @Nullable NamedFiles namedFiles;

    private record NamedFiles(Path ownLinks, String prefix) {}

    private Guardian() {}

    /** Starts the guardian if it does not run: there is something else to remove than workers. Waits for the spawner. */
    public static void begin(Path runDirectory) {
        onSpawner(() -> beginHere(runDirectory));
    }

    /** From now on, files that have a name and a link below this directory are to be removed. Begins if it has not begun. */
    public static void watchNames(Path runDirectory, Path ownLinks, String prefix) {
        onSpawner(() -> watchNamesHere(runDirectory, ownLinks, prefix));
    }

    /**
     * The spawner starts workers and then takes the lock of this class, to tell of them: so who holds that lock must not wait
     * for the spawner, and the guardian is started by the spawner's own thread.
     */
    private static void onSpawner(Runnable request) {
        try {
            Object _ = Spawner.call(Executors.callable(request));
        } catch (IOException e) {
            throw new UncheckedIOException("the guardian could not be told: " + e, e);
        }
    }

    private static synchronized void beginHere(Path runDirectory) {
        Path shell = SystemTools.current().shell();
        if (shell != null) {
            try {
                ensure(shell, runDirectory);
            } catch (IOException e) { // then only an orderly end removes the files
                process = null;
            }
        }
    }

    private static synchronized void watchNamesHere(Path runDirectory, Path ownLinks, String prefix) {
        boolean known = namedFiles != null;
        namedFiles = new NamedFiles(ownLinks, prefix);
        beginHere(runDirectory);
        try {
            if (!known) {
                tellNames();
            }
        } catch (IOException e) { // then only an orderly end removes the files
            process = null;
        }
    }

    private static void tellNames() throws IOException {
        NamedFiles known = namedFiles;
        if (known != null) {
            tell("names " + known.ownLinks());
            tell("prefix " + known.prefix());
        }
    }

    /** Says whether it was started just now, and so knows all targets. */
    private static boolean ensure(Path shell, Path runDirectory) throws IOException {
        Process known = process;
        if (known != null && known.isAlive()) {
            return false;
        }
        process = start(shell);
        tell("dir " + runDirectory);
        tellNames();
        for (String target : TARGETS) {
            tell("add " + target);
        }
        return true;
    }

    /** Watches a new worker. Starts the guardian for the first one, and again should somebody have killed it. */
    static synchronized void add(long pid, Path runDirectory) {
        Path shell = SystemTools.current().shell();
        if (shell == null) {
            return;
        }
        TARGETS.add(target(pid));
        try {
            if (!ensure(shell, runDirectory)) {
                tell("add " + target(pid));
            }
        } catch (IOException e) { // the parent-death signal and the end of their stream still end the workers
            process = null;
        }
    }

    /** Kills what is left of a worker's group and forgets it. */
    static synchronized void remove(long pid) {
        if (!TARGETS.remove(target(pid)) || process == null) {
            return;
        }
        try {
            if (hasGroups()) { // a group's number is not given away while the group has members; a process's is
                tell("kill " + target(pid));
            }
            tell("del " + target(pid));
        } catch (IOException e) { // somebody killed it; the next worker starts another
            process = null;
        }
    }

    /** Ends the guardian: no worker is left, and the run directory was removed. */
    static synchronized void stop() {
        Process known = process;
        process = null;
        TARGETS.clear();
        namedFiles = null;
        if (known != null) {
            try (OutputStream in = known.getOutputStream()) {
                in.write("bye\n".getBytes(Charset.defaultCharset()));
            } catch (IOException e) {
                known.toHandle().destroyForcibly(); // it has ended already, most likely
            }
        }
    }

    /** Kills a worker's group now; it stays watched. */
    static void kill(long pid) {
        signal("kill ", pid);
    }

    /** Stops a worker's group where it is, so that it does no more harm while it is found out what else is to be killed. */
    static void halt(long pid) {
        signal("halt ", pid);
    }

    private static synchronized void signal(String verb, long pid) {
        if (process != null && TARGETS.contains(target(pid))) {
            try {
                tell(verb + target(pid));
            } catch (IOException e) { // as above
                process = null;
            }
        }
    }

    private static String target(long pid) {
        return hasGroups() ? "-" + pid : Long.toString(pid);
    }

    private static boolean hasGroups() {
        return SystemTools.current().setsid() != null;
    }

    private static Process start(Path shell) throws IOException {
        List<String> command = new ArrayList<>();
        Path setsid = SystemTools.current().setsid();
        if (setsid != null) {
            command.add(setsid.toString());
        }
        command.addAll(List.of(
                shell.toString(),
                "-c",
                SCRIPT,
                "cloister-guardian",
                Long.toString(ProcessHandle.current().pid())));
        return Spawner.start(new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    private static void tell(String line) throws IOException {
        if (process != null) {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(Charset.defaultCharset()));
            in.flush();
        }
    }
}
