package dev.cloister.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The report as a JSON file. Values that could not be measured are left out; the reasons are under {@code notes}. */
final class JsonReport {
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private JsonReport() {}

    static void write(Path file, Map<String, Object> content) throws IOException {
        Files.writeString(file, Json.PRETTY.writeValueAsString(content) + "\n");
    }

    /** What is written: maps, lists, texts, numbers and booleans. */
    static Map<String, Object> content(BenchReport report, BenchSettings settings) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", report.machine().toJson(report.warnings()));
        content.put("quick", settings.quick());
        content.put(
                "workloads",
                report.workloads().stream().map(JsonReport::workload).toList());
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
        content.put(
                "timelines",
                report.timelines().stream().map(JsonReport::timeline).toList());
        content.put("advice", advice(report.rows()));
        content.put("load", report.load().stream().map(JsonReport::point).toList());
        return content;
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("workload", row.workload());
        json.put("runtime", row.runtime());
        json.put("mode", row.mode());
        if (row.kind() != null) {
            json.put("kind", row.kind().name());
        }
        json.put("seconds", row.seconds());
        json.put("runs", row.runs());
        putNumber(json, "speedup", row.speedup());
        json.put("agrees", row.agrees());
        json.put("all", row.all());
        if (row.advice() != null) {
            json.put("chose", Backends.label(row.advice()));
        }
        return json;
    }

    private static Map<String, Object> workload(Workload workload) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", workload.name());
        json.put("title", workload.title());
        json.put("limit", workload.kind() == Workload.Kind.COMPUTES ? "processors" : "waiting");
        json.put("tasks", workload.tasks().size());
        return json;
    }

    private static Map<String, Object> timeline(Timeline timeline) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("workload", timeline.workload());
        json.put("mode", timeline.mode());
        json.put("seconds", timeline.seconds());
        json.put("clock", timeline.clock());
        json.put("lanes", timeline.lanes());
        json.put("tasks", timeline.stints().stream().map(JsonReport::stint).toList());
        return json;
    }

    /** Lane, start and duration in milliseconds, 1 for success. */
    private static List<Number> stint(Timeline.Stint stint) {
        return List.of(stint.lane(), millis(stint.start()), millis(stint.duration()), stint.ok() ? 1 : 0);
    }

    private static double millis(long micros) {
        return micros / (double) TimeUnit.MILLISECONDS.toMicros(1);
    }

    /** That of each mode that has decided by itself, with the workload that it is for. */
    private static List<Map<String, Object>> advice(List<Row> rows) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Row row : rows) {
            if (row.advice() != null) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("workload", row.workload());
                json.putAll(Json.MAPPER.readValue(row.advice().toJson(), TREE));
                all.add(json);
            }
        }
        return all;
    }

    /** Seconds, busy processors, load average if it is known. */
    private static List<Number> point(LoadCurve.Point point) {
        List<Number> json = new ArrayList<>(List.of(rounded(point.seconds()), rounded(point.busy())));
        if (!Double.isNaN(point.average())) {
            json.add(point.average());
        }
        return json;
    }

    /** To a thousandth. */
    private static double rounded(double value) {
        return Math.rint(value * 1000) / 1000;
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
