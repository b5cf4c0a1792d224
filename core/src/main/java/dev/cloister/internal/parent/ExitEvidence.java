package dev.cloister.internal.parent;

import dev.cloister.WorkerDeath;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a worker's end, before it is explained.
 *
 * @param worker the worker's name
 * @param pid its process id
 * @param exitCode null if the process has not ended yet
 * @param killReason why the pool killed it; null if it did not
 * @param killCause what a kill by the pool is put down to
 * @param exitCaller what the worker said when it exited, empty if a signal made it exit; null if it said nothing
 * @param channelError what was wrong with what it sent; null if nothing was
 * @param saidHello whether it ever worked
 * @param crashReport the head of the JVM's crash report, or empty
 * @param kernelKills how many processes the kernel's out-of-memory killer ended while it lived
 * @param memoryCap the limit for its private memory, in bytes; 0 if it had none
 * @param stderrTail its last words
 */
record ExitEvidence(
        String worker,
        long pid,
        @Nullable Integer exitCode,
        @Nullable String killReason,
        WorkerDeath.Cause killCause,
        @Nullable String exitCaller,
        @Nullable String channelError,
        boolean saidHello,
        String crashReport,
        long kernelKills,
        long memoryCap,
        String stderrTail) {}
