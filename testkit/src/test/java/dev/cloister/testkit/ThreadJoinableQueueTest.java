package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadJoinableQueueTest extends JoinableQueueContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
