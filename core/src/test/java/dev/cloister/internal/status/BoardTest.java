package dev.cloister.internal.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A board says what was written on it last, also to who reads while it is written. */
class BoardTest {
    private static final int READINGS = 2_000;

    @TempDir
    private Path directory;

    private Path file() throws IOException {
        try (var files = Files.list(directory)) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    private static Board.Row claim(Board board, String name) {
        return Objects.requireNonNull(board.claim(name));
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        long now = System.nanoTime();
        try (Board board = Board.create(directory, "ocr", 2)) {
            board.pool(2, 5, 7);
            claim(board, "worker-1")
                    .show(11, Board.stateOf("BUSY"), 3, 4, 9, now, 1, 2, 6, Board.functionText("Page.read"));
            claim(board, "worker-2").show(12, Board.stateOf("IDLE"), 0, -1, 0, 0, 0, 0, 8, null);
            assertThat(board.claim("worker-3")).isNull();

            BoardFile read = BoardFile.read(file());

            assertThat(read.owner()).isEqualTo(ProcessHandle.current().pid());
            assertThat(read.pool()).isEqualTo("ocr");
            assertThat(List.of(read.workers(), read.size(), read.pending(), read.unread()))
                    .containsExactly(2, 5, 7, 0);
            BoardFile.Row busy = read.rows().getFirst();
            assertThat(busy.ageMillis()).isBetween(0L, 10_000L);
            assertThat(busy)
                    .isEqualTo(
                            new BoardFile.Row("worker-1", 11, "BUSY", 3, 4, 9, "Page.read", busy.ageMillis(), 1, 2, 6));
            assertThat(read.rows().getLast())
                    .isEqualTo(new BoardFile.Row("worker-2", 12, "IDLE", 0, -1, 0, "", 0, 0, 0, 8));
        }
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aRowThatWasLeftIsAnothersWithNothingOfTheFormer() throws Exception {
        try (Board board = Board.create(directory, "p", 1)) {
            Board.Row row = claim(board, "worker-1000");
            row.show(11, 3, 1, -1, 1, System.nanoTime(), 1, 0, 0, Board.functionText("Secret"));
            row.clear();
            assertThat(BoardFile.read(file()).rows()).isEmpty();

            claim(board, "worker-2").show(12, 3, 2, -1, 1, System.nanoTime(), 1, 0, 0, null);

            BoardFile.Row read = BoardFile.read(file()).rows().getFirst();
            assertThat(read.name()).isEqualTo("worker-2");
            assertThat(read.function()).isEmpty();
        }
    }

    @Test
    void longTextsAreCutBetweenCharacters() throws Exception {
        try (Board board = Board.create(directory, "\u00fc".repeat(500), 1)) {
            claim(board, "w\u20ac".repeat(50))
                    .show(11, 3, 1, -1, 1, 0, 1, 0, 0, Board.functionText("\u20ac".repeat(99)));

            BoardFile read = BoardFile.read(file());

            assertThat(read.pool()).matches("\u00fc{100,150}");
            assertThat(read.rows().getFirst().name()).matches("(w\u20ac){7,8}w?");
            assertThat(read.rows().getFirst().function()).matches("\u20ac{40,45}");
        }
    }

    /** All numbers of a row are one number, and its text belongs to it: a mix would be seen. */
    @Test
    void nobodySeesHalfAChange() throws Exception {
        byte[][] texts = {Board.functionText("0".repeat(100)), Board.functionText("1".repeat(50))};
        try (Board board = Board.create(directory, "p", 1)) {
            Board.Row row = claim(board, "worker-1");
            row.show(2, 3, 2, 2, 2, 0, 2, 2, 2, texts[0]);
            AtomicBoolean done = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int n = 3; !done.get(); n = n % 1_000_000 + 1) {
                    row.show(n, 3, n, n, n, 0, n, n, n, texts[n & 1]);
                    Thread.yield();
                }
            });
            int seen = 0;
            try {
                Path file = file();
                for (int i = 0; i < READINGS; i++) {
                    for (BoardFile.Row read : BoardFile.read(file).rows()) {
                        seen++;
                        assertOfOneWrite(read);
                    }
                }
            } finally {
                done.set(true);
                writer.join();
            }
            assertThat(seen).as("readings with a row").isPositive();
        }
    }

    private static void assertOfOneWrite(BoardFile.Row read) {
        int n = read.index();
        assertThat(List.of(read.pid(), read.task(), read.answered())).containsOnly((long) n);
        assertThat(List.of(read.items(), read.running(), read.ahead())).containsOnly(n);
        assertThat(read.function()).isEqualTo(n % 2 == 0 ? "0".repeat(100) : "1".repeat(50));
    }

    @Test
    void aRowWhoseWriterWasStoppedIsLeftOut() throws Exception {
        try (Board board = Board.create(directory, "p", 2)) {
            claim(board, "worker-1").show(11, 3, 1, -1, 1, 0, 1, 0, 0, null);
            claim(board, "worker-2").show(12, 3, 2, -1, 1, 0, 1, 0, 0, null);
            try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                ByteBuffer odd = ByteBuffer.allocate(Long.BYTES).order(java.nio.ByteOrder.nativeOrder());
                channel.write(odd.putLong(0, 5), BoardLayout.HEADER);
            }

            BoardFile read = BoardFile.read(file());

            assertThat(read.unread()).isOne();
            assertThat(read.rows()).extracting(BoardFile.Row::pid).containsExactly(12L);
        }
    }

    @Test
    void aDirectoryThatIsGoneIsAnErrorAndLeavesNothing() throws Exception {
        Path gone = directory.resolve("gone");
        assertThatThrownBy(() -> Board.create(gone, "p", 1)).isInstanceOf(IOException.class);
        assertThat(gone).doesNotExist();
    }
}
