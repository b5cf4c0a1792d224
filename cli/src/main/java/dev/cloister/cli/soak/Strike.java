package dev.cloister.cli.soak;

import java.util.SplittableRandom;

/** How a worker is ended. */
enum Strike {
    /** {@code kill -9} from outside. */
    KILL(70),
    /** {@code kill -STOP} from outside: the pool has to find out. */
    STOP(10),
    /** A task that calls {@code Runtime.halt}. */
    HALT(10),
    /** A task that writes to address 0. */
    SEGV(10);

    private static final int PERCENT = 100;

    private final int percent;

    Strike(int percent) {
        this.percent = percent;
    }

    /** The next one, each as often as it says. */
    static Strike next(SplittableRandom random) {
        int left = random.nextInt(PERCENT);
        for (Strike strike : values()) {
            left -= strike.percent;
            if (left < 0) {
                return strike;
            }
        }
        throw new AssertionError("the shares do not add up to " + PERCENT);
    }
}
