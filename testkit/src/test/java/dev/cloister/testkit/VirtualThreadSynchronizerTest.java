package dev.cloister.testkit;

import dev.cloister.Backend;

final class VirtualThreadSynchronizerTest extends SynchronizerContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.virtualThreads(workers);
    }
}
