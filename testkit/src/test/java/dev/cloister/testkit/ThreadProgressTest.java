package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadProgressTest extends BusyProgressContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
