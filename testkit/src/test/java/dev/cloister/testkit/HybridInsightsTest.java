package dev.cloister.testkit;

import dev.cloister.Backend;

final class HybridInsightsTest extends InsightsContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers, 2);
    }
}
