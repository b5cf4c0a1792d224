package dev.cloister.testkit;

import dev.cloister.manager.Manager;
import dev.cloister.manager.ManagerOptions;

/** In a process of its own, used from workers. */
final class ManagerCallsInProcessFromWorkersTest extends ManagerCallsContract {
    @Override
    protected Manager open(ManagerOptions options) throws InterruptedException {
        return Manager.inProcess(options);
    }

    @Override
    protected boolean isUsedElsewhere() {
        return true;
    }
}
