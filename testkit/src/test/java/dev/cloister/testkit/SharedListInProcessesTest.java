package dev.cloister.testkit;

import dev.cloister.Backend;

final class SharedListInProcessesTest extends SharedListContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
