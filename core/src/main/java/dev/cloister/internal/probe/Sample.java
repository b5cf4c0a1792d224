package dev.cloister.internal.probe;

import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.ByteSource;
import java.io.IOException;
import java.io.Serializable;

/**
 * What was measured of one call: once, or again and again on the same argument. Times are in nanoseconds, of all runs together.
 *
 * @param runs how often the function ran
 * @param start {@code System.nanoTime} of its process
 * @param end the same at the end
 * @param wall how long the runs took
 * @param cpu the processor time of the thread; -1 if it is not known
 * @param delay how long the thread could have run and had no processor; -1 if the system does not tell
 * @param allocated the bytes that the thread allocated; -1 if it is not known
 * @param collections how long the garbage collectors of the process worked meanwhile; -1 if it is not known
 * @param looks how often somebody looked at what the thread did while others ran tasks beside it
 * @param blocked how often it was found waiting for one of them
 * @param last how long a run took lately, without the time that others took
 * @param resultBytes the size of the result once serialized; -1 if it was not
 * @param resultNanos how long that took
 */
public record Sample(
        long runs,
        long start,
        long end,
        long wall,
        long cpu,
        long delay,
        long allocated,
        long collections,
        long looks,
        long blocked,
        long last,
        long resultBytes,
        long resultNanos)
        implements Serializable {
    void put(ByteSink to) {
        to.putLong(runs).putLong(start).putLong(end).putLong(wall).putLong(cpu).putLong(delay);
        to.putLong(allocated)
                .putLong(collections)
                .putLong(looks)
                .putLong(blocked)
                .putLong(last);
        to.putLong(resultBytes).putLong(resultNanos);
    }

    static Sample take(ByteSource from) throws IOException {
        long[] v = new long[13];
        for (int i = 0; i < v.length; i++) {
            v[i] = from.takeLong();
        }
        return new Sample(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12]);
    }

    /**
     * How long the runs took, without what others took away from the thread. At least its processor time: the system may have
     * counted time before or after them.
     */
    public long ownWall() {
        return Math.max(Math.clamp(cpu, 1, Math.max(1, wall)), wall - Math.max(0, delay));
    }

    /** How long the thread neither ran nor could have run: it waited for something. */
    public long slept() {
        return cpu < 0 ? 0 : Math.max(0, ownWall() - cpu);
    }
}
