package dev.cloister.testkit;

import dev.cloister.Backend;

final class VirtualThreadPoolTest extends ThreadPoolContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.virtualThreads(workers);
    }
}
