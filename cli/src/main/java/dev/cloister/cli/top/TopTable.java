package dev.cloister.cli.top;

import dev.cloister.RunningPools.RunningPool;
import dev.cloister.RunningPools.RunningWorker;
import dev.cloister.cli.bench.TextTable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code top} shows to people. */
final class TopTable {
    private static final int LEFT_COLUMNS = 6;
    private static final double MIB = 1 << 20;
    private static final double MILLIS_PER_SECOND = 1000;
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private TopTable() {}

    static String of(Look look) {
        TextTable table = new TextTable(
                LEFT_COLUMNS,
                "PROGRAM",
                "POOL",
                "WORKER",
                "PID",
                "STATE",
                "TASK",
                "AGE",
                "RUN",
                "DONE",
                "CPU",
                "TIME",
                "RSS");
        int workers = 0;
        int busy = 0;
        long pending = 0;
        for (RunningPool pool : look.seen().pools()) {
            pending += pool.pending();
            for (RunningWorker worker : pool.workers()) {
                workers++;
                busy += worker.state().equals("BUSY") ? 1 : 0;
                table.add(row(pool, worker, look.shares().get(worker.pid())));
            }
            if (pool.workers().isEmpty()) {
                table.addNote(List.of(program(pool), pool.name(), "(none)"), "");
            }
        }
        StringBuilder text = new StringBuilder();
        text.append("Cloister: ").append(look.seen().pools().size()).append(" pools, ");
        text.append(workers).append(" workers, ").append(busy).append(" busy, ");
        text.append(pending).append(" tasks pending\n");
        if (!look.seen().pools().isEmpty()) {
            text.append(table);
        }
        look.seen().notes().forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.toString().stripTrailing();
    }

    private static String program(RunningPool pool) {
        String name = pool.program().substring(pool.program().lastIndexOf('.') + 1);
        boolean jar = pool.program().endsWith(".jar");
        return (jar ? pool.program() : name) + " " + pool.programPid();
    }

    private static List<String> row(RunningPool pool, RunningWorker worker, @Nullable Double share) {
        boolean busy = worker.task() >= 0;
        return List.of(
                program(pool),
                pool.name(),
                worker.name(),
                Long.toString(worker.pid()),
                worker.state(),
                busy ? task(worker) : "-",
                busy ? time(worker.age()) : "-",
                worker.running() + (worker.ahead() > 0 ? "+" + worker.ahead() : ""),
                Long.toString(worker.answered()),
                share == null ? "-" : Math.round(share * 100) + "%",
                time(worker.cpu()),
                worker.residentBytes() < 0
                        ? "-"
                        : String.format(Locale.ROOT, "%.0f MiB", worker.residentBytes() / MIB));
    }

    private static String task(RunningWorker worker) {
        String more = worker.items() > 1 ? " to #" + (worker.task() + worker.items() - 1) : "";
        String index = worker.index() >= 0 ? " [" + worker.index() + "]" : "";
        return "#" + worker.task() + more + (worker.function().isEmpty() ? "" : " " + worker.function()) + index;
    }

    /** Three digits are enough. */
    private static String time(Duration time) {
        double seconds = time.toMillis() / MILLIS_PER_SECOND;
        if (seconds < MINUTE) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2fs" : "%.1fs", seconds);
        }
        long whole = time.toSeconds();
        return whole < HOUR
                ? String.format(Locale.ROOT, "%d:%02d", whole / MINUTE, whole % MINUTE)
                : String.format(Locale.ROOT, "%dh%02d", whole / HOUR, whole % HOUR / MINUTE);
    }
}
