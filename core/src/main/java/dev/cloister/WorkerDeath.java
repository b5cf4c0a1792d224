package dev.cloister;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the end of a worker process.
 *
 * {@snippet :
 * static String why(dev.cloister.WorkerException e) {
 *     var death = e.death();
 *     return death.worker() + " (pid " + death.pid() + "): " + death.cause() + ", " + death.stderrTail();
 * }
 * }
 *
 * @param worker its name, such as {@code worker-2}
 * @param pid its process id; -1 if no process was started
 * @param cause why it ended
 * @param exitCode its exit code as {@link Process#exitValue()} gives it (128 + signal after a signal); null if unknown
 * @param signal the signal that ended it, such as {@code SIGKILL}; null if none did or it is not known
 * @param crashReport the head of the JVM's crash report, at most 4 Ki characters; empty if there is none
 * @param detail more evidence: where {@code System.exit} was called, why the pool killed it; empty if there is none
 * @param stderrTail the last lines that the process wrote to its standard error, at most 8 Ki characters
 */
public record WorkerDeath(
        String worker,
        long pid,
        Cause cause,
        @Nullable Integer exitCode,
        @Nullable String signal,
        String crashReport,
        String detail,
        String stderrTail)
        implements Serializable {
    /** Why a worker process ended. */
    public enum Cause {
        /** The JVM or native code in it crashed: a signal such as SIGSEGV, or an abort. */
        CRASH,
        /** Code in it called {@code System.exit} or {@code Runtime.halt}, or native code called {@code exit}. */
        EXIT,
        /** It ran out of memory: the Java heap, or a limit set on it. */
        OUT_OF_MEMORY,
        /** A signal from outside, not sent by the pool. */
        KILLED,
        /** The kernel's out-of-memory killer ended it. */
        KERNEL_OUT_OF_MEMORY,
        /** The pool killed it. */
        KILLED_BY_POOL,
        /** The pool killed it because a task ran longer than its hard limit. */
        TIME_LIMIT,
        /** The pool killed it because it had tasks and gave no sign of life; a stopped process does so. */
        UNRESPONSIVE,
        /** It lived on, but its channel to the parent was closed or carried bytes that are no message. */
        CHANNEL_LOST,
        /** It ended, or was silent for too long, before its first message. */
        FAILED_TO_START
    }
}
