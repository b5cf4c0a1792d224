package dev.cloister.testkit;

import dev.cloister.Backend;

final class SerialProgressTest extends ProgressContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.serial();
    }
}
