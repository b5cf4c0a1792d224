package dev.cloister.cli.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes rows and costs as tables for people. */
final class Comparison {
    private final int cpus;

    Comparison(int cpus) {
        this.cpus = cpus;
    }

    /** The table of one workload. */
    String of(Workload workload, List<Row> rows) {
        var table = new TextTable(
                2, "runtime", "mode", "time", "speed-up", "per core", "fastest peer", "ratio", "runs", "result");
        for (Row row : rows) {
            if (row.measured()) {
                table.add(cells(workload, row, rows));
            } else {
                table.addNote(List.of(row.runtime(), row.mode()), noteOf(row));
            }
        }
        return workload.title() + "\n" + table + choices(rows);
    }

    /** A line for each mode that has decided by itself: what, and what that is worth. */
    private static String choices(List<Row> rows) {
        Optional<Row> best = rows.stream()
                .filter(row -> row.kind() != null && row.kind() != Mode.AUTO && row.measured())
                .min(Comparator.comparingDouble(Row::seconds));
        var lines = new StringBuilder();
        for (Row row : rows) {
            if (row.advice() != null) {
                lines.append("  ").append(row.mode()).append(": chose ").append(Backends.label(row.advice()));
                if (best.isPresent() && row.measured()) {
                    lines.append(", ")
                            .append(Figures.times(row.seconds() / best.get().seconds()))
                            .append(" the time of the best fixed mode, ")
                            .append(best.get().mode());
                }
                lines.append('\n');
            }
        }
        return lines.toString();
    }

    private List<String> cells(Workload workload, Row row, List<Row> rows) {
        Optional<Row> peer = fastestPeer(row, rows);
        boolean computes = workload.kind() == Workload.Kind.COMPUTES;
        List<String> cells = new ArrayList<>(List.of(
                row.runtime(),
                row.mode(),
                Figures.time(row.seconds()),
                Figures.times(row.speedup()),
                computes ? Figures.percent(row.speedup() / cpus) : "-",
                peer.map(p -> Figures.time(p.seconds()) + " " + shortName(p)).orElse("-"),
                peer.map(p -> Figures.times(p.seconds() / row.seconds())).orElse("-"),
                Integer.toString(row.runs()),
                row.agrees() ? "agrees" : "DIFFERS"));
        if (row.note() != null) {
            cells.add("(later: " + row.note() + ")");
        }
        return cells;
    }

    /** Of the modes of CPython that do the same as this mode of the JVM, the fastest. */
    private static Optional<Row> fastestPeer(Row row, List<Row> rows) {
        Mode mode = row.kind();
        if (mode == null) {
            return Optional.empty();
        }
        Set<String> peers = mode.peers().stream().map(PythonMode::label).collect(Collectors.toSet());
        return rows.stream()
                .filter(other -> other.kind() == null && other.measured() && peers.contains(other.mode()))
                .min(Comparator.comparingDouble(Row::seconds));
    }

    private static String shortName(Row row) {
        String mode = switch (row.mode()) {
            case "serial", "threads", "Pool x threads" -> "";
            case "multiprocessing.Pool" -> " Pool";
            case "ProcessPoolExecutor" -> " Executor";
            default -> " " + row.mode();
        };
        return row.runtime().replaceFirst("^cpython ", "") + mode;
    }

    private static String noteOf(Row row) {
        return row.note() == null ? "no figure" : row.note();
    }

    /** The table of the costs: a line per measure, a column per runtime. */
    String of(List<Cost> costs) {
        Set<String> runtimes = new LinkedHashSet<>();
        Map<String, List<Cost>> measures = new LinkedHashMap<>();
        for (Cost cost : costs) {
            runtimes.add(cost.runtime());
            measures.computeIfAbsent(cost.measure() + ", " + cost.unit(), key -> new ArrayList<>())
                    .add(cost);
        }
        List<String> head = new ArrayList<>(List.of("cost"));
        head.addAll(runtimes);
        var table = new TextTable(1, head.toArray(String[]::new));
        measures.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        measure -> Cost.place(measure.getValue().getFirst().measure())))
                .forEach(measure -> table.add(line(measure.getKey(), measure.getValue(), runtimes)));
        return "Costs\n" + table;
    }

    private static List<String> line(String measure, List<Cost> values, Set<String> runtimes) {
        List<String> cells = new ArrayList<>(List.of(measure));
        for (String runtime : runtimes) {
            cells.add(values.stream()
                    .filter(cost -> cost.runtime().equals(runtime))
                    .findFirst()
                    .map(cost -> Figures.number(cost.value()))
                    .orElse(""));
        }
        Map<String, List<String>> runtimesByNote = new LinkedHashMap<>();
        for (Cost cost : values) {
            if (cost.note() != null) {
                runtimesByNote
                        .computeIfAbsent(cost.note(), note -> new ArrayList<>())
                        .add(cost.runtime());
            }
        }
        if (!runtimesByNote.isEmpty()) {
            cells.add(runtimesByNote.entrySet().stream()
                    .map(note -> String.join(", ", note.getValue()) + ": " + note.getKey())
                    .collect(Collectors.joining("; ", "(", ")")));
        }
        return cells;
    }
}
