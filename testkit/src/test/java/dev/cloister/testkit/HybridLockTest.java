package dev.cloister.testkit;

import dev.cloister.Backend;

final class HybridLockTest extends LockContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers, 2);
    }
}
