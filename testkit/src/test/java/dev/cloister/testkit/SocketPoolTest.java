package dev.cloister.testkit;

import dev.cloister.Backend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Worker processes that connect to sockets, as where there is no POSIX shell. */
final class SocketPoolTest extends ProcessPoolContract {
    private static final String TRANSPORT = "dev.cloister.transport";

    @BeforeAll
    static void useSockets() {
        System.setProperty(TRANSPORT, "socket");
    }

    @AfterAll
    static void usePipes() {
        System.clearProperty(TRANSPORT);
    }

    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
