package dev.cloister.cli.soak;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks and maps whose results are known, and nothing that they share.
 *
 * @param folder where the logs are
 */
record TaskWork(String folder) implements Work {
    private static final double GONE_SECONDS = 5;

    @Override
    public void begin() {}

    @Override
    public RemoteCallable<Long> task(long id, int micros, @Nullable Strike strike) {
        return new SoakTask(folder, id, micros, strike);
    }

    @Override
    public Runnable submitter(Pool pool, Ledger ledger, SplittableRandom random, BooleanSupplier goesOn) {
        return new Submitter(pool, folder, ledger, random, goesOn);
    }

    @Override
    public boolean killsStopped() {
        return false;
    }

    @Override
    public double goneSeconds() {
        return GONE_SECONDS;
    }

    @Override
    public Map<String, Long> end(Ledger ledger, long deaths) {
        return Map.of();
    }
}
