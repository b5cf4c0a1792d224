package dev.cloister.internal.parent;

import dev.cloister.WorkerDeath;
import dev.cloister.WorkerDeath.Cause;
import dev.cloister.internal.protocol.Launch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Explains why a worker ended. The only place that turns exit codes and evidence into causes. */
final class ExitDiagnosis {
    /** {@code Process.exitValue} of a process that a signal ended: this and the signal's number. */
    private static final int SIGNAL_BASE = 128;

    private static final int SIGABRT = 6;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    /** The JVM's own exit code for {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int EXIT_ON_OUT_OF_MEMORY = 3;

    /** In a crash report, as in {@code #  SIGSEGV (0xb) at pc=0x00007f...}. */
    private static final Pattern REPORTED_SIGNAL = Pattern.compile("#\\s+(SIG[A-Z0-9]+) \\(0x");

    /** What the JVM, and what C++, says when it ends because the system gave it no memory. */
    private static final String NO_MEMORY_FOR_JVM = "insufficient memory for the Java Runtime Environment";

    private static final String NO_MEMORY_FOR_CPP = "std::bad_alloc";

    private static final @Nullable String[] SIGNAL_NAMES = {
        null, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
        "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"
    };

    private ExitDiagnosis() {}

    static WorkerDeath explain(ExitEvidence e) {
        Integer code = e.exitCode();
        String signal = signal(e);
        Cause cause = cause(e, signal);
        return new WorkerDeath(
                e.worker(), e.pid(), cause, code, signal, e.crashReport(), detail(e, cause), e.stderrTail());
    }

    private static Cause cause(ExitEvidence e, @Nullable String signal) {
        if (!e.saidHello()) {
            return Cause.FAILED_TO_START;
        }
        if (isOverLimit(e)) { // the kill may have cut a message off
            return Cause.OUT_OF_MEMORY;
        }
        if (e.channelError() != null) {
            return Cause.CHANNEL_LOST;
        }
        if (e.killReason() != null) {
            return e.killCause();
        }
        if (ranOutOfMemory(e)) {
            return Cause.OUT_OF_MEMORY;
        }
        if (!e.crashReport().isEmpty()) {
            return Cause.CRASH;
        }
        Integer code = e.exitCode();
        if (code == null || code == Launch.EXIT_PARENT_GONE) {
            return Cause.CHANNEL_LOST;
        }
        if (code == SIGNAL_BASE + SIGKILL && e.exitCaller() == null) {
            return e.kernelKills() > 0 ? Cause.KERNEL_OUT_OF_MEMORY : Cause.KILLED;
        }
        if (signal == null) {
            return Cause.EXIT;
        }
        return isCrashSignal(signal) ? Cause.CRASH : Cause.KILLED;
    }

    private static boolean isOverLimit(ExitEvidence e) {
        return e.killReason() != null && e.killCause() == Cause.OUT_OF_MEMORY;
    }

    private static boolean ranOutOfMemory(ExitEvidence e) {
        Integer code = e.exitCode();
        boolean saidSo = e.stderrTail().contains("java.lang.OutOfMemoryError");
        boolean silent = e.exitCaller() == null;
        if (code == null) {
            return false;
        }
        return (silent && code == Launch.EXIT_UNUSABLE)
                || (silent && code == EXIT_ON_OUT_OF_MEMORY && saidSo)
                || (silent && gotNoNativeMemory(e, code))
                || e.crashReport().contains("OutOfMemoryError");
    }

    private static boolean gotNoNativeMemory(ExitEvidence e, int code) {
        boolean aborted = code == SIGNAL_BASE + SIGABRT;
        return e.crashReport().contains(NO_MEMORY_FOR_JVM)
                || ((aborted || code == 1) && e.stderrTail().contains(NO_MEMORY_FOR_JVM))
                || (aborted && e.stderrTail().contains(NO_MEMORY_FOR_CPP));
    }

    private static @Nullable String signal(ExitEvidence e) {
        Matcher reported = REPORTED_SIGNAL.matcher(e.crashReport());
        if (reported.find()) {
            return reported.group(1);
        }
        Integer code = e.exitCode();
        if (code == null || code <= SIGNAL_BASE || code >= SIGNAL_BASE + 65) {
            return null;
        }
        String caller = e.exitCaller();
        if (caller != null && !caller.isEmpty()) {
            return null; // System.exit with a code that looks like a signal
        }
        int number = code - SIGNAL_BASE;
        if (caller == null && number == SIGTERM) {
            return null; // SIGTERM lets the JVM speak before it ends; this was Runtime.halt(143)
        }
        return number < SIGNAL_NAMES.length ? SIGNAL_NAMES[number] : "signal " + number;
    }

    private static boolean isCrashSignal(String signal) {
        return switch (signal) {
            case "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV" -> true;
            default -> false;
        };
    }

    private static String detail(ExitEvidence e, Cause cause) {
        StringBuilder text = new StringBuilder();
        append(text, e.killReason());
        append(text, e.channelError());
        append(text, e.exitCaller());
        append(text, capOf(e, cause));
        return text.toString();
    }

    private static @Nullable String capOf(ExitEvidence e, Cause cause) {
        if (e.memoryCap() == 0 || isOverLimit(e)) {
            return null;
        }
        return switch (cause) {
            case OUT_OF_MEMORY, CRASH, FAILED_TO_START ->
                "its private memory was capped at " + Bytes.text(e.memoryCap())
                        + " (WorkerOptions.withMemoryCap): what it asked for beyond that it did not get";
            default -> null;
        };
    }

    private static void append(StringBuilder text, @Nullable String part) {
        if (part != null && !part.isEmpty()) {
            text.append(text.isEmpty() ? "" : "; ").append(part);
        }
    }
}
