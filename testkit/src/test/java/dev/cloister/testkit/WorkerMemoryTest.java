package dev.cloister.testkit;

import dev.cloister.Backend;

final class WorkerMemoryTest extends WorkerMemoryContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
