package dev.cloister.cli.soak;

import dev.cloister.RemoteCallable;
import dev.cloister.faults.Faults;
import java.io.Serial;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task that uses shared things for a while. To end its process it has another thread do so, at any moment of that use.
 *
 * @param folder where the logs are
 * @param id unique in a soak
 * @param seed what it does is drawn from this
 * @param things what it uses
 * @param strike whether it ends its process, and how; null if it does not
 */
record SharedTask(
        String folder,
        long id,
        long seed,
        SharedThings things,
        @Nullable Strike strike) implements RemoteCallable<Long> {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int STEPS = 8;
    private static final long MOST_NANOS = 4_000_000;

    @Override
    public Long call() throws Exception {
        try (things) {
            StartLog.add(folder, id);
            SplittableRandom random = new SplittableRandom(seed);
            Strike end = strike;
            if (end != null) {
                long delay = random.nextLong(MOST_NANOS);
                Thread.ofPlatform().daemon().start(() -> strike(end, delay));
            }
            SharedShift shift = new SharedShift(folder, id, things, random);
            shift.run(STEPS);
            while (end != null) {
                shift.run(STEPS);
            }
            return SoakTask.result(id);
        }
    }

    private static void strike(Strike how, long delay) {
        LockSupport.parkNanos(delay);
        if (how == Strike.SEGV) {
            Object _ = new Faults.Segfault().call();
        }
        Runtime.getRuntime().halt(SoakTask.HALT_CODE);
    }
}
