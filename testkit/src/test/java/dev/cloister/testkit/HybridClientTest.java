package dev.cloister.testkit;

import dev.cloister.Backend;

final class HybridClientTest extends ProcessClientContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers, 4);
    }
}
