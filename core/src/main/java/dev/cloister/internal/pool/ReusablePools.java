package dev.cloister.internal.pool;

import dev.cloister.PoolOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The pools that all of this JVM may use, one for equal options. Thread-safe. */
public final class ReusablePools {
    /** Guarded by the class. */
    private static final Map<PoolOptions, AbstractPool> POOLS = new HashMap<>();

    private ReusablePools() {}

    /** The pool for these options; opened unless there is one that takes tasks. */
    public static synchronized AbstractPool get(PoolOptions options, Function<PoolOptions, AbstractPool> open) {
        AbstractPool known = POOLS.get(options);
        if (known == null || known.isShutdown()) {
            POOLS.values().removeIf(AbstractPool::isShutdown);
            known = open.apply(options);
            known.keepOpen();
            POOLS.put(options, known);
        }
        return known;
    }
}
