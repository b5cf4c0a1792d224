package dev.cloister.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.internal.memory.Cell.Content;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CellTest {
    private static final int CAPACITY = 1000;

    /** Nobody ever waits at a hub here: a wait is another look. */
    private static final Waits LOOKS = new Waits() {
        @Override
        public boolean await(long word, long waiters, long expected, How how, long deadline) {
            Thread.onSpinWait();
            return true;
        }

        @Override
        public void wake(long word, int count) {}
    };

    private static Cell cell(MemorySegment memory) {
        return new Cell(memory, Mutex.BYTES, CAPACITY, new Mutex(memory, 0, LOOKS));
    }

    private static Content content(int length, int tag) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) length);
        return new Content(tag, bytes);
    }

    private static boolean isWhole(Content content) {
        return content.isSame(content(content.bytes().length, content.bytes().length % 7));
    }

    @Test
    void aCellOfZerosIsEmpty() {
        Cell cell = cell(Arena.ofAuto().allocate(Mutex.BYTES + Cell.bytes(CAPACITY), 8));
        assertThat(cell.read(1 << 8).isSame(new Content(0, new byte[0]))).isTrue();
        assertThat(cell.compareAndSet(1 << 8, new Content(0, new byte[0]), content(3, 255)))
                .isTrue();
        assertThat(cell.compareAndSet(1 << 8, content(3, 254), content(4, 0))).isFalse();
        assertThat(cell.getAndSet(1 << 8, content(CAPACITY, 1)).isSame(content(3, 255)))
                .isTrue();
        assertThat(cell.read(1 << 8).isSame(content(CAPACITY, 1))).isTrue();
    }

    @Test
    void manyReadersAndWritersSeeWholeContents() throws Exception {
        MemorySegment memory = Arena.ofAuto().allocate(Mutex.BYTES + Cell.bytes(CAPACITY), 8);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int thread = 1; thread <= 4; thread++) {
            long token = (long) thread << 8;
            boolean writes = thread % 2 == 0;
            Cell cell = cell(memory);
            tasks.add(() -> {
                boolean whole = true;
                for (int i = 0; i < 100_000; i++) {
                    if (writes) {
                        int length = (int) (i * token % CAPACITY);
                        cell.write(token, content(length, length % 7));
                    } else {
                        whole &= isWhole(cell.read(token));
                    }
                }
                return whole;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> whole : threads.invokeAll(tasks)) {
                assertThat(whole.get()).isTrue();
            }
        }
    }
}
