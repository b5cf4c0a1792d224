package dev.cloister.internal.status;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A board as its reader sees it. It is read, not mapped: a file that somebody cuts off meanwhile is an error then, and not
 * a fault. A row counts when two readings of it are equal and none was within a write, so no reader sees half a change.
 *
 * @param owner the process id of the program
 * @param ownerStart when that process started: see {@link dev.cloister.internal.os.ProcessStarts}
 * @param program its main class or jar
 * @param pool the pool's name
 * @param workers how many the pool has
 * @param size how many it may have
 * @param pending tasks that no worker has
 * @param rows the workers that are shown
 * @param unread how many rows were being written all the time
 */
record BoardFile(
        long owner,
        long ownerStart,
        String program,
        String pool,
        int workers,
        int size,
        int pending,
        List<Row> rows,
        int unread) {
    private static final int ATTEMPTS = 200;

    /**
     * One worker.
     *
     * @param ageMillis how long its task runs
     */
    record Row(
            String name,
            long pid,
            String state,
            long task,
            int index,
            int items,
            String function,
            long ageMillis,
            int running,
            int ahead,
            long answered) {}

    /**
     * Reads one.
     *
     * @throws IOException if it is none, with what is wrong
     */
    static BoardFile read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer header = piece(channel, 0, BoardLayout.HEADER);
            require(header.getLong(0) == BoardLayout.MAGIC, "it does not begin as a board");
            require(header.getLong(8) == BoardLayout.VERSION, "it has version " + header.getLong(8));
            int count = within(header.getLong(BoardLayout.ROWS_AT), BoardLayout.MAX_ROWS, "rows");
            require(
                    channel.size() == BoardLayout.HEADER + (long) count * BoardLayout.ROW,
                    "it has " + channel.size() + " bytes, which is not what " + count + " rows need");
            List<Row> rows = new ArrayList<>();
            int unread = 0;
            for (int i = 0; i < count; i++) {
                ByteBuffer bytes = stable(channel, BoardLayout.HEADER + (long) i * BoardLayout.ROW);
                if (bytes == null) {
                    unread++;
                } else if (bytes.getLong(BoardLayout.PID_AT) != 0) {
                    rows.add(row(bytes, header));
                }
            }
            return new BoardFile(
                    header.getLong(BoardLayout.OWNER_AT),
                    header.getLong(BoardLayout.OWNER_START_AT),
                    text(header, BoardLayout.PROGRAM_AT, BoardLayout.headerTextBytes(BoardLayout.PROGRAM_AT)),
                    text(header, BoardLayout.POOL_AT, BoardLayout.headerTextBytes(BoardLayout.POOL_AT)),
                    within(header.getLong(BoardLayout.WORKERS_AT), Integer.MAX_VALUE, "workers"),
                    within(header.getLong(BoardLayout.SIZE_AT), Integer.MAX_VALUE, "workers at most"),
                    within(header.getLong(BoardLayout.PENDING_AT), Integer.MAX_VALUE, "pending tasks"),
                    rows,
                    unread);
        }
    }

    private static Row row(ByteBuffer bytes, ByteBuffer header) throws IOException {
        int state = within(bytes.getLong(BoardLayout.STATE_AT), BoardLayout.STATES.size() - 1, "as a state");
        long task = bytes.getLong(BoardLayout.TASK_AT);
        return new Row(
                text(bytes, BoardLayout.NAME_AT, BoardLayout.rowTextBytes(BoardLayout.NAME_AT)),
                bytes.getLong(BoardLayout.PID_AT),
                BoardLayout.STATES.get(state),
                task,
                (int) bytes.getLong(BoardLayout.INDEX_AT),
                within(bytes.getLong(BoardLayout.ITEMS_AT), Integer.MAX_VALUE, "inputs"),
                task == 0
                        ? ""
                        : text(bytes, BoardLayout.FUNCTION_AT, BoardLayout.rowTextBytes(BoardLayout.FUNCTION_AT)),
                task == 0 ? 0 : ageMillis(bytes.getLong(BoardLayout.SINCE_AT), header),
                within(bytes.getLong(BoardLayout.RUNNING_AT), Integer.MAX_VALUE, "running tasks"),
                within(bytes.getLong(BoardLayout.AHEAD_AT), Integer.MAX_VALUE, "tasks in advance"),
                bytes.getLong(BoardLayout.ANSWERED_AT));
    }

    /** By the wall clock, because the other one may count from another time in each process. */
    private static long ageMillis(long since, ByteBuffer header) {
        long sinceMillis = header.getLong(BoardLayout.CLOCK_MILLIS_AT)
                + (since - header.getLong(BoardLayout.CLOCK_NANOS_AT)) / 1_000_000;
        return Math.max(0, System.currentTimeMillis() - sinceMillis);
    }

    /** A row that did not change while it was read; null if it always did, as that of an owner who was stopped in a write. */
    private static @Nullable ByteBuffer stable(FileChannel channel, long at) throws IOException {
        ByteBuffer before = piece(channel, at, BoardLayout.ROW);
        for (int i = 0; i < ATTEMPTS; i++) {
            ByteBuffer after = piece(channel, at, BoardLayout.ROW);
            if (before.getLong(0) % 2 == 0 && before.equals(after)) {
                return after;
            }
            before = after;
            Thread.onSpinWait();
        }
        return null;
    }

    private static ByteBuffer piece(FileChannel channel, long at, int bytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        while (piece.hasRemaining()) {
            if (channel.read(piece, at + piece.position()) < 0) {
                throw new IOException("it ends after " + (at + piece.position()) + " bytes");
            }
        }
        return piece.flip();
    }

    /** For people's terminals: no control characters, whatever the file says. */
    private static String text(ByteBuffer bytes, int at, int max) throws IOException {
        int length = within(bytes.getLong(at), max, "bytes of text");
        byte[] copy = new byte[length];
        bytes.get(at + Long.BYTES, copy);
        String text = new String(copy, StandardCharsets.UTF_8);
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c != 0xFFFD) // a character that was cut
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static int within(long value, int max, String what) throws IOException {
        require(value >= 0 && value <= max, "it says " + value + " " + what);
        return (int) value;
    }

    private static void require(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException(what);
        }
    }
}
