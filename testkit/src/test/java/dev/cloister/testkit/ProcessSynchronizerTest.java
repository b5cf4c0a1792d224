package dev.cloister.testkit;

import dev.cloister.Backend;

final class ProcessSynchronizerTest extends SynchronizerContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
