package dev.cloister.testkit;

import dev.cloister.Backend;

final class HybridProgressTest extends ProcessProgressContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers, 4);
    }
}
