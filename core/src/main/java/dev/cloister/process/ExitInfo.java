package dev.cloister.process;

import dev.cloister.internal.process.Ending;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link JvmProcess} ended. The cause is what was seen: what the process said of its end, what this process did to
 * it, crash reports, the kernel's count of kills; it is not guessed from the exit code. Immutable but for {@link #error()},
 * which is decoded by who asks first; safe for use by many threads.
 *
 * {@snippet :
 * var process = dev.cloister.process.JvmProcess.of(() -> System.exit(3)).start();
 * process.join();
 * var end = process.exitInfo().orElseThrow();
 * boolean exited = end.cause() == dev.cloister.process.ExitInfo.Cause.EXIT;
 * int code = end.exitCode().orElse(-1); // 3
 * String where = end.detail(); // where System.exit was called
 * }
 */
public final class ExitInfo {
    /** Why a process ended. */
    public enum Cause {
        /** The target returned, and the last thread that held the process has ended. */
        RETURNED,
        /** The target threw; {@link ExitInfo#error()} says what. */
        EXCEPTION,
        /** Code in it called {@code System.exit} or {@code Runtime.halt}, or native code called {@code exit}. */
        EXIT,
        /** {@link JvmProcess#terminate()}, or the end of the process that started it; it obeyed. */
        TERMINATED,
        /** {@link JvmProcess#kill()}, or it did not obey {@link JvmProcess#terminate()} in time. */
        KILLED,
        /** It ran longer than {@link ProcessOptions#withTimeLimit} allows, and was killed. */
        TIME_LIMIT,
        /** A signal from elsewhere, such as {@code kill} in a shell. */
        SIGNAL,
        /** The JVM or native code in it crashed. */
        CRASH,
        /** It ran out of memory: the Java heap, or a limit set on it. */
        OUT_OF_MEMORY,
        /** The kernel's out-of-memory killer ended it. */
        KERNEL_OUT_OF_MEMORY,
        /** It lived on, but its channel to this process was closed or carried bytes that are no message; it was killed. */
        CHANNEL_LOST,
        /** It ended, or was silent for too long, before its first message. */
        FAILED_TO_START
    }

    private final Ending ending;

    /** Whether the error was decoded. Guarded by this, as the next one. */
    private boolean decoded;

    private @Nullable Throwable error;

    ExitInfo(Ending ending) {
        this.ending = ending;
    }

    /** Why it ended. */
    public Cause cause() {
        return ending.cause();
    }

    /** Its exit code, 128 + signal after a signal; empty in the rare case that the system did not say. */
    public OptionalInt exitCode() {
        Integer code = ending.death().exitCode();
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /** The signal that ended it, such as {@code SIGKILL}; empty if none did or it is not known. */
    public Optional<String> signal() {
        return Optional.ofNullable(ending.signal());
    }

    /**
     * What the target threw, rebuilt here with its own stack trace and, suppressed, a {@link
     * dev.cloister.RemoteStackTrace} that names the process; a {@link dev.cloister.RemoteTaskException} with all texts if
     * it cannot be rebuilt. Empty if the target threw nothing. Decoded by the first call, which may take as long as code of the exception's class
     * takes.
     */
    public synchronized Optional<Throwable> error() {
        if (!decoded) {
            decoded = true;
            error = ending.decodeError();
        }
        return Optional.ofNullable(error);
    }

    /** The head of the JVM's crash report, at most 4 Ki characters; empty if there is none. */
    public String crashReport() {
        return ending.death().crashReport();
    }

    /** More evidence in words: where {@code System.exit} was called, why it was killed; empty if there is none. */
    public String detail() {
        return ending.death().detail();
    }

    /** The last lines that it wrote to its standard error, at most 64 Ki characters. */
    public String stderrTail() {
        return ending.death().stderrTail();
    }

    /** The cause, the code, the signal and the evidence, in a line. */
    @Override
    public String toString() {
        OptionalInt code = exitCode();
        String signal = ending.signal();
        return cause()
                + (code.isPresent() ? ", exit code " + code.getAsInt() : "")
                + (signal == null ? "" : ", " + signal)
                + (detail().isEmpty() ? "" : ", " + detail());
    }
}
