package dev.cloister.internal.pool;

import dev.cloister.internal.log.RuntimeLog;
import dev.cloister.internal.parent.WorkerLauncher;
import dev.cloister.internal.status.Board;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the board that {@code cloister top} reads, from some time after the first worker is ready: who is through before
 * pays nothing. Its methods are called within {@link ProcessPool#change}, but for {@link #fit} and {@link #close}.
 */
final class PoolBoard implements Runnable {
    /** The program's first tasks are not to compete with it. */
    private static final long DELAY_NANOS = 200_000_000;

    private final ProcessPool pool;
    private final WorkerLauncher launcher;

    /** Null before it is there, and when it could not be made. Guarded by the pool's lock. */
    private @Nullable Board board;

    /** Guarded by the pool's lock. */
    private boolean wanted;

    private boolean closed;

    PoolBoard(ProcessPool pool, WorkerLauncher launcher) {
        this.pool = pool;
        this.launcher = launcher;
    }

    /** A worker is ready: begins to make a board if that has not begun. */
    void want() {
        if (!wanted) {
            wanted = true;
            pool.decisions().add(this); // after the first task was sent: classes are loaded for it
        }
    }

    /** What {@link #want} decided. Without the pool's lock. */
    @Override
    public void run() {
        launcher.useDirectory(DELAY_NANOS, new Opening());
    }

    /** There may be more workers than before: a board that is too small is replaced. Without the pool's lock. */
    void fit() {
        boolean small;
        try (var _ = pool.change()) {
            small = board != null && board.rows() < rowsNeeded();
        }
        if (small) {
            launcher.useDirectory(0, new Opening());
        }
    }

    /** Workers that leave stand beside those that take their places. */
    private int rowsNeeded() {
        return 2 * pool.scheduler().workforce().size() + 2;
    }

    /** Writes what the worker does. */
    void show(Slot slot) {
        Board known = board;
        if (known != null && !slot.gone) {
            write(known, slot);
        }
    }

    private void write(Board known, Slot slot) {
        Board.Row row = slot.row;
        if (row == null) {
            row = known.claim(slot.name);
            slot.row = row;
        }
        long pid = slot.pid();
        if (row == null || pid < 0) {
            return;
        }
        int inFlight = slot.inFlight.size();
        int running = Math.min(pool.threads(), inFlight);
        ProcessTask<?> first = slot.inFlight.markRunning(running);
        row.show(
                pid,
                Board.stateOf(slot.activity()),
                first == null ? 0 : first.runningId(),
                first == null ? -1 : first.runningIndex(),
                first == null ? 0 : first.items() - first.settledItems(),
                first == null ? 0 : first.runningSince,
                running,
                inFlight - running,
                slot.figures.tasks(),
                first == null || first.type == null
                        ? null
                        : LambdaClass.of(first.type).label());
    }

    /** Writes how many workers and tasks there are. */
    void count() {
        Board known = board;
        if (known != null) {
            Scheduler scheduler = pool.scheduler();
            known.pool(
                    scheduler.slots().size(),
                    scheduler.workforce().size(),
                    scheduler.accepted().pending.size());
        }
    }

    /** The worker has ended. */
    void gone(Slot slot) {
        slot.gone = true;
        Board.Row row = slot.row;
        slot.row = null;
        if (row != null) {
            row.clear();
        }
    }

    /** Removes it, and none will be made. Without the pool's lock. */
    void close() {
        Board old;
        try (var _ = pool.change()) {
            closed = true;
            old = detach();
        }
        discard(old);
    }

    private @Nullable Board detach() {
        Board old = board;
        board = null;
        for (Slot slot : pool.scheduler().slots()) {
            slot.row = null;
        }
        return old;
    }

    private void discard(@Nullable Board old) {
        try {
            if (old != null) {
                old.close();
            }
        } catch (IOException e) { // somebody changed the directory's permissions; it goes with the directory
            RuntimeLog.debug("a board of " + pool.name() + " could not be removed: " + e);
        }
    }

    /** A class, because linking a lambda in a young JVM takes a millisecond. */
    private final class Opening implements WorkerLauncher.DirectoryUse {
        private int rows;
        private @Nullable Board made;

        /** The old one goes before there is a new one, so that nobody sees both. */
        @Override
        public void before() {
            Board old;
            try (var _ = pool.change()) {
                rows = rowsNeeded();
                old = detach();
            }
            discard(old);
        }

        @Override
        public void use(Path runDirectory) {
            try {
                made = Board.create(runDirectory, pool.name(), rows);
            } catch (IOException e) { // a full disk, most likely: it works without
                RuntimeLog.debug(pool.name() + " has no board for cloister top: " + e);
            }
        }

        @Override
        public void after() {
            Board unused;
            try (var _ = pool.change()) {
                unused = closed ? made : null;
                if (!closed && made != null) {
                    board = made;
                    count();
                    for (Slot slot : pool.scheduler().slots()) {
                        show(slot);
                    }
                }
            }
            discard(unused);
        }
    }
}
