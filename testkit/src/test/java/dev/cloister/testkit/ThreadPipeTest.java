package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadPipeTest extends WaitAnyContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }

    @Override
    protected boolean tasksHaveCopies() {
        return false;
    }
}
