package dev.cloister.testkit;

import dev.cloister.Backend;

final class VirtualThreadClientTest extends ClientWaitsContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.virtualThreads(workers);
    }
}
