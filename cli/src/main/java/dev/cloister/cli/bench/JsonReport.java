package dev.cloister.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The report as a JSON file. Values that could not be measured are left out; the reasons are under {@code notes}. */
final class JsonReport {
    private JsonReport() {}

    static void write(Path file, BenchReport report, BenchSettings settings) throws IOException {
        Files.writeString(file, Json.PRETTY.writeValueAsString(content(report, settings)) + "\n");
    }

    private static Map<String, Object> content(BenchReport report, BenchSettings settings) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", report.machine().toJson(report.warnings()));
        content.put("quick", settings.quick());
        content.put(
                "rows",
                report.rows().stream()
                        .filter(Row::measured)
                        .map(JsonReport::row)
                        .toList());
        content.put(
                "costs",
                report.costs().stream()
                        .filter(cost -> !Double.isNaN(cost.value()))
                        .map(JsonReport::cost)
                        .toList());
        content.put("notes", notes(report));
        return content;
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("workload", row.workload());
        json.put("runtime", row.runtime());
        json.put("mode", row.mode());
        json.put("seconds", row.seconds());
        json.put("runs", row.runs());
        putNumber(json, "speedup", row.speedup());
        json.put("agrees", row.agrees());
        return json;
    }

    private static Map<String, Object> cost(Cost cost) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("measure", cost.measure());
        json.put("unit", cost.unit());
        json.put("runtime", cost.runtime());
        json.put("value", cost.value());
        return json;
    }

    private static List<Map<String, Object>> notes(BenchReport report) {
        List<Map<String, Object>> notes = new ArrayList<>();
        for (Row row : report.rows()) {
            addNote(notes, row.workload(), row.runtime(), row.mode(), row.note());
        }
        for (Cost cost : report.costs()) {
            addNote(notes, "costs", cost.runtime(), cost.measure(), cost.note());
        }
        return notes;
    }

    private static void addNote(
            List<Map<String, Object>> notes, String workload, String runtime, String mode, @Nullable String note) {
        if (note != null) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("workload", workload);
            json.put("runtime", runtime);
            json.put("mode", mode);
            json.put("note", note);
            notes.add(json);
        }
    }

    private static void putNumber(Map<String, Object> json, String name, double value) {
        if (!Double.isNaN(value)) {
            json.put(name, value);
        }
    }
}
