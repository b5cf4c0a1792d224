package dev.cloister.testkit;

import dev.cloister.Backend;

final class HybridSynchronizerTest extends SynchronizerContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers, 2);
    }
}
