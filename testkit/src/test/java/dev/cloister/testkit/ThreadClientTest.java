package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadClientTest extends ClientWaitsContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
