package dev.cloister.testkit;

import dev.cloister.Backend;

final class ProcessProgressTest extends ProcessProgressContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
