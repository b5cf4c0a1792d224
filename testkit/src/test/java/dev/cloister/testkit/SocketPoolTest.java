package dev.cloister.testkit;

import dev.cloister.Backend;
import org.junit.jupiter.api.extension.ExtendWith;

/** Worker processes that connect to sockets, as where there is no POSIX shell. */
@ExtendWith(SocketTransport.class)
final class SocketPoolTest extends ProcessPoolContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }
}
