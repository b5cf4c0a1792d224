package dev.cloister.testkit;

import dev.cloister.Backend;

final class SharedListInThreadsTest extends SharedListContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
