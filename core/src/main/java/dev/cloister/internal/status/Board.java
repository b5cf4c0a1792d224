package dev.cloister.internal.status;

import dev.cloister.internal.memory.MappedFile;
import dev.cloister.internal.os.ProcessStarts;
import dev.cloister.internal.os.ProgramName;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of one pool do, written into a mapped file by plain stores: some nanoseconds, no system call. One
 * thread at a time writes; who reads the file takes a row that did not change meanwhile ({@link BoardFile}).
 */
public final class Board implements AutoCloseable {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Path path;
    private final MappedFile file;
    private final MemorySegment memory;
    private final int rows;
    private final ArrayDeque<Row> free = new ArrayDeque<>();

    private Board(Path path, MappedFile file, int rows) {
        this.path = path;
        this.file = file;
        this.memory = file.memory();
        this.rows = rows;
        for (int i = 0; i < rows; i++) {
            free.add(new Row((long) BoardLayout.HEADER + (long) i * BoardLayout.ROW));
        }
    }

    /**
     * Creates one for {@code rows} workers at a time, or as many as a board can have.
     *
     * @throws IOException if there is no space, or the directory is gone
     */
    public static Board create(Path directory, String pool, int rows) throws IOException {
        int count = Math.clamp(rows, 1, BoardLayout.MAX_ROWS);
        String name = BoardLayout.PREFIX + NUMBERS.incrementAndGet();
        Path path = directory.resolve(name);
        Path draft = directory.resolve("new-" + name);
        MappedFile file = MappedFile.create(draft, BoardLayout.HEADER + (long) count * BoardLayout.ROW);
        try {
            Board board = new Board(path, file, count);
            board.writeHeader(pool);
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE); // nobody reads half a board
            return board;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    private void writeHeader(String pool) {
        ProcessHandle self = ProcessHandle.current();
        set(8, BoardLayout.VERSION);
        set(BoardLayout.ROWS_AT, rows);
        set(BoardLayout.OWNER_AT, self.pid());
        set(BoardLayout.OWNER_START_AT, ProcessStarts.of(self));
        set(BoardLayout.CLOCK_NANOS_AT, System.nanoTime());
        set(BoardLayout.CLOCK_MILLIS_AT, System.currentTimeMillis());
        text(BoardLayout.PROGRAM_AT, bytes(ProgramName.current(), BoardLayout.headerTextBytes(BoardLayout.PROGRAM_AT)));
        text(BoardLayout.POOL_AT, bytes(pool, BoardLayout.headerTextBytes(BoardLayout.POOL_AT)));
        set(0, BoardLayout.MAGIC);
    }

    /** How many workers it can show. */
    public int rows() {
        return rows;
    }

    /** Writes how the pool is. */
    public void pool(int workers, int size, int pending) {
        set(BoardLayout.WORKERS_AT, workers);
        set(BoardLayout.SIZE_AT, size);
        set(BoardLayout.PENDING_AT, pending);
    }

    /** A row for a worker of this name; null if all are taken. */
    public @Nullable Row claim(String name) {
        Row row = free.pollFirst();
        if (row != null) {
            row.name = bytes(name, BoardLayout.rowTextBytes(BoardLayout.NAME_AT));
        }
        return row;
    }

    /** The number of a state in the word that users see. */
    public static int stateOf(String activity) {
        return Math.max(0, BoardLayout.STATES.indexOf(activity));
    }

    /** The text of a function, as a row takes it. */
    public static byte[] functionText(String function) {
        return bytes(function, BoardLayout.rowTextBytes(BoardLayout.FUNCTION_AT));
    }

    /** As much of the text as fits; a character that is cut is left out by who reads. */
    private static byte[] bytes(String text, int max) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        return all.length <= max ? all : java.util.Arrays.copyOf(all, max);
    }

    private void set(long at, long value) {
        LONG.set(memory, at, value);
    }

    private void text(long at, byte[] text) {
        set(at, text.length);
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, at + Long.BYTES, text.length);
    }

    /** Removes the file. No row of it may be used any more. */
    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }

    /** The row of one worker. */
    public final class Row {
        private final long at;

        /** Even. */
        private long sequence;

        /** Written with the next {@link #show}; null when they stand there. */
        private byte @Nullable [] name;

        private byte @Nullable [] function;

        private Row(long at) {
            this.at = at;
        }

        /** Writes what the worker does. The function is compared by identity: pass the same array for the same one. */
        public void show(
                long pid,
                int state,
                long task,
                int index,
                int items,
                long since,
                int running,
                int ahead,
                long answered,
                byte @Nullable [] text) {
            begin();
            set(at + BoardLayout.PID_AT, pid);
            set(at + BoardLayout.STATE_AT, state);
            set(at + BoardLayout.TASK_AT, task);
            set(at + BoardLayout.INDEX_AT, index);
            set(at + BoardLayout.ITEMS_AT, items);
            set(at + BoardLayout.SINCE_AT, since);
            set(at + BoardLayout.RUNNING_AT, running);
            set(at + BoardLayout.AHEAD_AT, ahead);
            set(at + BoardLayout.ANSWERED_AT, answered);
            byte[] newName = name;
            if (newName != null) {
                text(at + BoardLayout.NAME_AT, newName);
                name = null;
            }
            if (task != 0) {
                function(text);
            }
            end();
        }

        @SuppressWarnings("ReferenceEquality") // mostly the same as before; an equal one is written again
        private void function(byte @Nullable [] text) {
            if (text != function || text == null) {
                text(at + BoardLayout.FUNCTION_AT, text == null ? new byte[0] : text);
                function = text;
            }
        }

        /** The worker is gone: the row is free for another. */
        public void clear() {
            begin();
            set(at + BoardLayout.PID_AT, 0);
            end();
            free.addLast(this);
        }

        private void begin() {
            set(at, ++sequence);
            VarHandle.storeStoreFence();
        }

        private void end() {
            LONG.setRelease(memory, at, ++sequence);
        }
    }
}
