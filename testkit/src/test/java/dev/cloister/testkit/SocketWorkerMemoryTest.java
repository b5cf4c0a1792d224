package dev.cloister.testkit;

import dev.cloister.Backend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Workers that connect to sockets: without the shell in front of them. */
final class SocketWorkerMemoryTest extends WorkerMemoryContract {
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
