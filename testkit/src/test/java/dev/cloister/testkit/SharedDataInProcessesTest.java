package dev.cloister.testkit;

import dev.cloister.Backend;

final class SharedDataInProcessesTest extends SharedDataContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
