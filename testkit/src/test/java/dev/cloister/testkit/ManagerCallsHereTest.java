package dev.cloister.testkit;

import dev.cloister.manager.Manager;
import dev.cloister.manager.ManagerOptions;

/** In this JVM, used from it. */
final class ManagerCallsHereTest extends ManagerCallsContract {
    @Override
    protected Manager open(ManagerOptions options) {
        return Manager.open(options);
    }

    @Override
    protected boolean isUsedElsewhere() {
        return false;
    }
}
