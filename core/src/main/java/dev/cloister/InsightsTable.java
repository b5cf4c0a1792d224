package dev.cloister;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Insights for people to read. */
final class InsightsTable {
    private static final String[] COLUMNS = {
        "worker", "pid", "state", "start", "init", "waiting", "working", "exit", "tasks", "mean", "ahead", "rss",
        "heap", "gc"
    };
    private static final String NOTHING = "-";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private InsightsTable() {}

    static String of(PoolInsights insights) {
        List<String[]> rows = new ArrayList<>();
        rows.add(COLUMNS);
        for (PoolInsights.Worker worker : insights.workers()) {
            rows.add(row(worker));
        }
        if (insights.ended().workers() > 0) {
            rows.add(row(insights.ended()));
        }
        StringBuilder text = new StringBuilder(insights.pool()).append('\n');
        append(text, rows);
        if (!insights.slowest().isEmpty()) {
            text.append("slowest tasks\n");
        }
        for (PoolInsights.SlowTask task : insights.slowest()) {
            append(text, task);
        }
        return text.toString().stripTrailing();
    }

    private static String[] row(PoolInsights.Worker worker) {
        return new String[] {
            worker.name(),
            worker.pid() < 0 ? NOTHING : Long.toString(worker.pid()),
            worker.state(),
            time(worker.startUp()),
            time(worker.initializer()),
            time(worker.waiting()),
            time(worker.working()),
            NOTHING,
            Long.toString(worker.tasks()),
            worker.tasks() == 0 ? NOTHING : time(worker.meanTask()),
            Integer.toString(worker.ahead()),
            memory(worker.residentBytes()),
            memory(worker.heapBytes()),
            worker.collections() < 0 ? NOTHING : worker.collections() + " in " + time(worker.collectionTime())
        };
    }

    private static String[] row(PoolInsights.Ended ended) {
        return new String[] {
            ended.workers() + " ended",
            NOTHING,
            NOTHING,
            time(ended.startUp()),
            time(ended.initializer()),
            time(ended.waiting()),
            time(ended.working()),
            time(ended.exit()),
            Long.toString(ended.tasks()),
            ended.tasks() == 0 ? NOTHING : time(ended.working().dividedBy(ended.tasks())),
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING
        };
    }

    private static void append(StringBuilder text, List<String[]> rows) {
        for (String[] row : rows) {
            for (int column = 0; column < COLUMNS.length; column++) {
                int width = 0;
                for (String[] other : rows) {
                    width = Math.max(width, other[column].length());
                }
                String gap = " ".repeat(width - row[column].length());
                text.append("  ").append(column == 0 ? row[column] + gap : gap + row[column]);
            }
            text.append('\n');
        }
    }

    private static void append(StringBuilder text, PoolInsights.SlowTask task) {
        text.append("  ").append(time(task.duration())).append("  task ").append(task.taskId());
        if (task.input() >= 0) {
            text.append(" (input ").append(task.input()).append(')');
        }
        text.append(" on ").append(task.worker());
        if (!task.function().isEmpty()) {
            text.append(": ")
                    .append(task.function())
                    .append('(')
                    .append(task.arguments())
                    .append(')');
        }
        text.append('\n');
    }

    private static String time(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos < NANOS_PER_MILLI) {
            return nanos / 1000 + " us";
        }
        long millis = nanos / NANOS_PER_MILLI;
        return millis < 10_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static String memory(long bytes) {
        return bytes < 0 ? NOTHING : (bytes >> 20) + " MiB";
    }
}
