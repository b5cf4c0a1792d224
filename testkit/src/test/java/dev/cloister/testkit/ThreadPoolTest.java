package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadPoolTest extends ThreadPoolContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
