package dev.cloister.testkit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Workers connect to sockets, as where there is no POSIX shell, while the tests of a class run. */
final class SocketTransport implements BeforeAllCallback, AfterAllCallback {
    private static final String TRANSPORT = "dev.cloister.transport";

    @Override
    public void beforeAll(ExtensionContext context) {
        System.setProperty(TRANSPORT, "socket");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.clearProperty(TRANSPORT);
    }
}
