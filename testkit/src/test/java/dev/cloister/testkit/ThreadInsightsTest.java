package dev.cloister.testkit;

import dev.cloister.Backend;

final class ThreadInsightsTest extends InsightsContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.threads(workers);
    }
}
