package dev.cloister.testkit;

import dev.cloister.Backend;

final class SharedMemoryInProcessesTest extends SharedMemoryContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
