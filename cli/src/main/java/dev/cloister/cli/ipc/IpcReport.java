package dev.cloister.cli.ipc;

import dev.cloister.cli.bench.Json;
import dev.cloister.cli.bench.MachineInfo;
import dev.cloister.cli.bench.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All rows, as a table and as a file.
 *
 * @param rows in their order
 */
record IpcReport(List<IpcRow> rows) {
    /** Whether all that was counted was exact. Goals that are missed do not matter here. */
    boolean right() {
        return rows.stream().allMatch(IpcRow::right);
    }

    void print(PrintWriter out) {
        TextTable table = new TextTable(2, "", "unit", "cloister", "cpython", "ratio", "goal", "");
        for (IpcRow row : rows) {
            Measure measure = row.measure();
            table.add(List.of(
                    measure.title(),
                    measure.unit(),
                    figure(row.cloister()),
                    figure(row.cpython()),
                    times(row.ratio()),
                    measure.goal().text(measure.unit()),
                    verdict(row)));
        }
        out.println(table);
        for (IpcRow row : rows) {
            row.wrong().forEach(wrong -> out.println("WRONG: " + row.measure().title() + ": " + wrong));
            if (row.note() != null) {
                out.println("Not compared: " + row.measure().title() + ": " + row.note());
            }
        }
    }

    private static String verdict(IpcRow row) {
        if (!row.right()) {
            return "WRONG";
        }
        return switch (row.verdict()) {
            case MET -> "met";
            case MISSED -> "MISSED";
            case OPEN -> "";
        };
    }

    /** Three digits or more, and none that say nothing. */
    static String figure(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String pattern = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, pattern, value);
    }

    private static String times(double ratio) {
        return Double.isFinite(ratio) ? figure(ratio) + "x" : "-";
    }

    void write(Path file, MachineInfo machine, String python, boolean quick) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", machine.toJson(machine.warnings()));
        content.put("python", python);
        content.put("quick", quick);
        content.put("rows", rows.stream().map(IpcRow::toJson).toList());
        Files.writeString(file, Json.PRETTY.writeValueAsString(content) + "\n");
    }
}
