package dev.cloister;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a piece of work has come: what a {@link ProgressListener} gets. An immutable snapshot; its counts are of about the same
 * moment, since tasks end while they are read.
 *
 * {@snippet :
 * var options = dev.cloister.MapOptions.defaults().withProgress(now -> {
 *     System.out.println(now.ended() + " of " + now.total() + ", " + now.timeLeft() + " left");
 * });
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     pool.map(x -> x * x, java.util.List.of(1, 2, 3), options);
 * }
 * }
 *
 * @param total how many inputs there are; -1 while that is not known. A source that is no collection tells it with its last input
 * @param done how many have given their result; one whose bytes turn out unreadable when they are read is among them
 * @param failed how many have failed: with their own error, with their worker, by a limit, or since they cannot travel
 * @param cancelled how many were taken from the source and then cancelled: by {@code failFast}, by the time-out of the whole call, by an
 *     interrupt, by closing the results
 * @param perSecond how many end per second: lately, some 10 seconds; of the whole time while few have ended lately, and in the
 *     last snapshot; 0 while none has
 * @param elapsed since the begin
 * @param timeLeft how long the rest will take if it goes on so; null while that cannot be told
 * @param over whether the work is over, however it ended; then this is the last snapshot
 */
public record Progress(
        long total,
        long done,
        long failed,
        long cancelled,
        double perSecond,
        Duration elapsed,
        @Nullable Duration timeLeft,
        boolean over) {
    /** How many have ended, in whatever way. */
    public long ended() {
        return done + failed + cancelled;
    }

    /** Which share of the work has ended, from 0 to 1; NaN while the total is not known. */
    public double share() {
        return total < 0 ? Double.NaN : total == 0 ? 1 : Math.min(1, ended() / (double) total);
    }
}
