package dev.cloister.testkit;

import dev.cloister.Backend;

final class VirtualThreadInsightsTest extends InsightsContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.virtualThreads(workers);
    }
}
