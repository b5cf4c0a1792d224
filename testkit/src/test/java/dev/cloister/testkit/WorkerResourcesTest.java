package dev.cloister.testkit;

import dev.cloister.Backend;

final class WorkerResourcesTest extends WorkerResourcesContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
