package dev.cloister.testkit;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is under test: a backend, with options. */
@ExtendWith({Watchdog.class, NoOrphans.class})
public abstract class BackendContract {
    /** For subclasses. */
    protected BackendContract() {}

    /** The backend under test with {@code workers} workers: processes, or threads where there are no processes. */
    protected abstract Backend backend(int workers);

    /** The options under test. */
    protected PoolOptions options() {
        return PoolOptions.of(backend(2));
    }

    /** A pool with the options under test. */
    protected final Pool open() {
        return Pool.open(options());
    }
}
