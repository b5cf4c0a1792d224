package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadSynchronizerTest extends SynchronizerContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
