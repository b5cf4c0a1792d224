package dev.cloister.testkit;

import dev.cloister.Backend;

final class ProcessQueueTest extends QueueContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
