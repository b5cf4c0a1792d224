package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadLockTest extends LockContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
