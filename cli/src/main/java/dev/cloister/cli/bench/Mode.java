package dev.cloister.cli.bench;

import java.util.EnumSet;
import java.util.Set;

/** How this JVM runs a workload. */
enum Mode {
    SERIAL,
    THREADS,
    VIRTUAL_THREADS,
    PROCESSES,
    PROCESSES_X_THREADS,
    /** Whichever the pool itself finds best. */
    AUTO;

    /** The modes of CPython that do the same. */
    Set<PythonMode> peers() {
        return switch (this) {
            case SERIAL -> Set.of(PythonMode.SERIAL);
            case THREADS -> Set.of(PythonMode.THREADS);
            case VIRTUAL_THREADS -> Set.of(PythonMode.ASYNCIO, PythonMode.THREADS);
            case PROCESSES -> Set.of(PythonMode.POOL, PythonMode.EXECUTOR);
            case PROCESSES_X_THREADS -> Set.of(PythonMode.POOL_X_THREADS);
            case AUTO -> EnumSet.allOf(PythonMode.class);
        };
    }
}
