package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.CodecException;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.SharedBarrier;
import dev.cloister.shared.SharedBytes;
import dev.cloister.shared.SharedIntArray;
import dev.cloister.shared.SharedInteger;
import dev.cloister.shared.SharedList;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedQueue;
import dev.cloister.shared.SharedStruct;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Handles on their way to worker processes: alone, and within other objects. */
@ExtendWith({Watchdog.class, NoOrphans.class})
class SharedHandleTest {
    private static final long SECONDS = 20;

    @TempDir
    private Path directory;

    @Test
    void anObjectThatIsClosedBeforeItsHandleArrivesIsAnErrorOfTheTaskAlone() throws Exception {
        Gate gate = Gate.in(directory);
        try (Pool pool = Pool.ofProcesses(1);
                SharedIntArray kept = SharedIntArray.create(10)) {
            pool.submit(() -> kept.set(0, 6)).get(SECONDS, TimeUnit.SECONDS);
            TaskFuture<Long> busy = pool.submit(() -> gate.pass(1));
            SharedIntArray closed = SharedIntArray.create(10);
            TaskFuture<Integer> late = pool.submit(() -> closed.get(3));
            SharedInteger small = SharedInteger.create(4);
            TaskFuture<Integer> lateToo = pool.submit(() -> small.get());
            closed.close();
            small.close();
            gate.open();
            busy.get(SECONDS, TimeUnit.SECONDS);
            assertThatThrownBy(() -> late.get(SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CodecException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> lateToo.get(SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CodecException.class)
                    .hasMessageContaining("closed");
            assertThat(pool.submit(() -> kept.get(0)).get(SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(6);
        }
    }

    @Test
    void handlesWithinAnotherObjectAndHandlesWithDetailsArriveWhole() throws Exception {
        MemoryLayout layout = MemoryLayout.structLayout(ValueLayout.JAVA_INT.withName("a"));
        try (Pool pool = Pool.ofProcesses(1);
                SharedLock lock = SharedLock.create();
                SharedInteger value = SharedInteger.create(5, lock);
                SharedBytes bytes = SharedBytes.create(16);
                SharedStruct struct = SharedStruct.raw(layout);
                SharedList list = SharedList.of(1, "two");
                SharedBarrier barrier = SharedBarrier.create(1, () -> value.addAndGet(10));
                SharedQueue<Object> queue = SharedQueue.create(10)) {
            List<Object> together = List.of(value, bytes, struct);
            pool.submit(() -> {
                        ((SharedBytes) together.get(1)).set(new byte[] {1, 2, 3});
                        ((SharedStruct) together.get(2))
                                .varHandle(MemoryLayout.PathElement.groupElement("a"))
                                .setVolatile(9);
                        SharedInteger number = (SharedInteger) together.get(0);
                        number.lock().lock();
                        number.lock().unlock();
                        queue.put(number);
                        queue.put(list);
                        return barrier.await();
                    })
                    .get(SECONDS, TimeUnit.SECONDS);
            assertThat(bytes.get()).containsExactly(1, 2, 3);
            assertThat((int) struct.varHandle(MemoryLayout.PathElement.groupElement("a"))
                            .getVolatile())
                    .isEqualTo(9);
            try (SharedInteger back = (SharedInteger) queue.take();
                    SharedList listBack = (SharedList) queue.take()) {
                assertThat(back.get()).isEqualTo(15);
                assertThat(back.hasLock()).isTrue();
                assertThat(listBack.get(1)).isEqualTo("two");
            }
        }
    }
}
