package dev.cloister.testkit;

import dev.cloister.Backend;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that connect to sockets: without the shell in front of them. */
@ExtendWith(SocketTransport.class)
final class SocketWorkerResourcesTest extends WorkerResourcesContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
