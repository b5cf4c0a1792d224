package dev.cloister.testkit;

import dev.cloister.Backend;

final class SharedMemoryInThreadsTest extends SharedMemoryContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
