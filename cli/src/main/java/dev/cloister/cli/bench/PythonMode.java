package dev.cloister.cli.bench;

/** How CPython runs a workload. */
enum PythonMode {
    SERIAL("serial"),
    THREADS("threads"),
    POOL("multiprocessing.Pool"),
    EXECUTOR("ProcessPoolExecutor"),
    ASYNCIO("asyncio"),
    POOL_X_THREADS("Pool x threads");

    private final String label;

    PythonMode(String label) {
        this.label = label;
    }

    /** Its name in tables, in files, and for {@code peer.py}. */
    String label() {
        return label;
    }
}
