package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.shared.SharedQueue;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import org.junit.jupiter.api.Test;

final class ProcessQueueTest extends QueueContract {
    @Override
    protected Backend backend(int workers) {
        return Backend.processes(workers);
    }

    @Test
    void q11_queuesAndPoolsWorkInAWorkerThatHasClosedItsStandardInput() throws Exception {
        try (Pool pool = open();
                SharedQueue<String> queue = SharedQueue.create(1)) {
            assertThat(Endings.value(pool.submit(() -> {
                        System.in.close();
                        new FileInputStream(FileDescriptor.in).close();
                        queue.put("closed");
                        try (Pool nested = Pool.ofThreads(1)) {
                            return nested.submit(() -> queue.take()).get();
                        }
                    })))
                    .isEqualTo("closed");
        }
    }
}
