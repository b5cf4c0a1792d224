package dev.cloister.cli.soak;

import dev.cloister.Pool;
import dev.cloister.RemoteCallable;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the workers of a soak do. */
interface Work {
    /** Makes what the tasks need. */
    void begin() throws IOException;

    /**
     * A task, which returns {@link SoakTask#result}.
     *
     * @param id unique in a soak
     * @param micros how long it works
     * @param strike whether it ends its process, and how; null if it does not
     */
    RemoteCallable<Long> task(long id, int micros, @Nullable Strike strike);

    /** What a thread of this process does to keep a pool busy, until it is told to stop. */
    Runnable submitter(Pool pool, Ledger ledger, SplittableRandom random, BooleanSupplier goesOn);

    /** Whether a stopped worker is killed some moments later, and not left to the pool to be found. */
    boolean killsStopped();

    /** Within so long after the end nothing of it may be left. */
    double goneSeconds();

    /**
     * After all workers have ended: what was counted, by its name for people. Enters what is wrong; releases everything.
     *
     * @param deaths how many workers were struck
     */
    Map<String, Long> end(Ledger ledger, long deaths) throws IOException, InterruptedException;
}
