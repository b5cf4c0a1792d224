package dev.cloister.testkit;

import dev.cloister.Backend;

final class SerialClientTest extends ClientContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.serial();
    }
}
