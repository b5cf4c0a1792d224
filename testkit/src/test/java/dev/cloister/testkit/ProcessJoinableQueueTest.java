package dev.cloister.testkit;

import dev.cloister.Backend;

final class ProcessJoinableQueueTest extends JoinableQueueContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
