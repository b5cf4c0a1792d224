package dev.cloister.testkit;

import dev.cloister.Backend;

final class ProcessPoolTest extends ProcessPoolContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
