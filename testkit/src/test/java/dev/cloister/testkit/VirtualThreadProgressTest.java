package dev.cloister.testkit;

import dev.cloister.Backend;

final class VirtualThreadProgressTest extends BusyProgressContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.virtualThreads(workers);
    }
}
