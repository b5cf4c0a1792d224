package dev.cloister.testkit;

import dev.cloister.Backend;

final class ProcessPipeTest extends WaitAnyContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }

    @Override
    protected boolean tasksHaveCopies() {
        return true;
    }
}
