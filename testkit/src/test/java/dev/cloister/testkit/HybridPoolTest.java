package dev.cloister.testkit;

import dev.cloister.Backend;

final class HybridPoolTest extends ProcessPoolContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers, 4);
    }
}
