package dev.cloister.testkit;

import dev.cloister.Backend;

final class SharedDataInThreadsTest extends SharedDataContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
