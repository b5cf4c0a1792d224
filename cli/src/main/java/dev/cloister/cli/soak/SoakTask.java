package dev.cloister.cli.soak;

import dev.cloister.RemoteCallable;
import dev.cloister.RemoteFunction;
import dev.cloister.faults.Faults;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task of the soak. Before anything else it leaves its number in the log of its process, so that a second start of the
 * same task is seen.
 *
 * @param folder where the logs are
 * @param id unique in a soak
 * @param micros how long it works
 * @param strike whether it ends its process, and how; null if it does not
 */
record SoakTask(
        String folder, long id, int micros, @Nullable Strike strike) implements RemoteCallable<Long> {
    static final int HALT_CODE = 7;

    @Override
    public Long call() throws IOException {
        StartLog.add(folder, id);
        if (strike == Strike.HALT) {
            Runtime.getRuntime().halt(HALT_CODE);
        }
        if (strike == Strike.SEGV) {
            Object _ = new Faults.Segfault().call();
        }
        work(micros);
        return result(id);
    }

    /** The same work as a function of the number, for {@code map}. */
    static RemoteFunction<Long, Long> function(String folder, int micros) {
        return id -> new SoakTask(folder, id, micros, null).call();
    }

    /** What task {@code id} returns. */
    static long result(long id) {
        long x = id * 0x9E3779B97F4A7C15L;
        return x ^ (x >>> 29);
    }

    /** Half of it with the processor, half without. */
    private static void work(int micros) {
        long end = System.nanoTime() + micros * 500L;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        if (micros > 0) {
            LockSupport.parkNanos(micros * 500L);
        }
    }
}
