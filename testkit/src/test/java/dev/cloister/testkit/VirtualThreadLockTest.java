package dev.cloister.testkit;

import dev.cloister.Backend;

final class VirtualThreadLockTest extends LockContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.virtualThreads(workers);
    }
}
