package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadQueueTest extends QueueContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
