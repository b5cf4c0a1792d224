package dev.cloister.internal.process;

import dev.cloister.WorkerDeath;
import dev.cloister.internal.codec.OutcomeCodec;
import dev.cloister.process.ExitInfo.Cause;
import org.jspecify.annotations.Nullable;

/**
 * How a process ended, told from what was seen of its death, what it said of its target, and what was done to it.
 *
 * @param cause why
 * @param death what was seen
 * @param signal the signal that ended it; null if none is known
 * @param error what the target threw, as in ERROR; null if it threw nothing
 * @param loader finds the classes of the error
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Ending(
        Cause cause, WorkerDeath death, @Nullable String signal, byte @Nullable [] error, ClassLoader loader) {
    private static final int KILLED_CODE = 137;
    private static final int TERMINATED_CODE = 143;

    /** What this process did to it. */
    enum Asked {
        NOTHING,
        TERMINATE,
        KILL,
        TIME_LIMIT
    }

    /** What it said of its target. */
    enum Said {
        NOTHING,
        RETURNED,
        THREW
    }

    static Ending of(WorkerDeath death, Asked asked, Said said, byte @Nullable [] error, ClassLoader loader) {
        Cause cause = byUs(death, asked);
        if (cause == null) {
            cause = byItself(death, said, error);
        }
        String signal = death.signal();
        if (signal == null && cause == Cause.TERMINATED) {
            signal = "SIGTERM";
        }
        return new Ending(cause, death, signal, error, loader);
    }

    /** Null if what was done to it came too late: its exit code is another. */
    private static @Nullable Cause byUs(WorkerDeath death, Asked asked) {
        if (asked == Asked.NOTHING || death.cause() == WorkerDeath.Cause.OUT_OF_MEMORY) {
            return null;
        }
        Integer code = death.exitCode();
        if (code == null || code == KILLED_CODE) {
            return asked == Asked.TIME_LIMIT ? Cause.TIME_LIMIT : Cause.KILLED;
        }
        return code == TERMINATED_CODE && asked == Asked.TERMINATE ? Cause.TERMINATED : null;
    }

    private static Cause byItself(WorkerDeath death, Said said, byte @Nullable [] error) {
        return switch (death.cause()) {
            case CRASH -> Cause.CRASH;
            case OUT_OF_MEMORY -> Cause.OUT_OF_MEMORY;
            case KERNEL_OUT_OF_MEMORY -> Cause.KERNEL_OUT_OF_MEMORY;
            case KILLED -> Cause.SIGNAL;
            case TIME_LIMIT -> Cause.TIME_LIMIT;
            case CHANNEL_LOST, UNRESPONSIVE -> Cause.CHANNEL_LOST;
            case FAILED_TO_START -> Cause.FAILED_TO_START;
            case EXIT, KILLED_BY_POOL -> ofTarget(death.exitCode(), said, error);
        };
    }

    private static Cause ofTarget(@Nullable Integer code, Said said, byte @Nullable [] error) {
        if (code == null) {
            return Cause.KILLED;
        }
        if (said == Said.RETURNED && code == 0) {
            return Cause.RETURNED;
        }
        if (said == Said.THREW && code == 1) {
            return error != null && OutcomeCodec.isExhausted(error) ? Cause.OUT_OF_MEMORY : Cause.EXCEPTION;
        }
        return Cause.EXIT;
    }

    /** What the target threw, rebuilt; runs code of the exception. Null if it threw nothing. */
    public @Nullable Throwable decodeError() {
        byte[] body = error;
        return body == null
                ? null
                : OutcomeCodec.decodeError(body, loader, "in process " + death.worker() + " (pid " + death.pid() + ")");
    }
}
