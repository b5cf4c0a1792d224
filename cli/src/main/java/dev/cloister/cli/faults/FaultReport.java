package dev.cloister.cli.faults;

import dev.cloister.cli.bench.Json;
import dev.cloister.cli.bench.MachineInfo;
import dev.cloister.cli.bench.TextTable;
import dev.cloister.cli.faults.FaultResult.Runner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The results, for people and programs.
 *
 * @param results of all rows and runners
 */
record FaultReport(List<FaultResult> results) {
    FaultReport {
        results = List.copyOf(results);
    }

    /** Whether every row of ours is clean. Rows that this machine cannot run are no answer, and no failure. */
    boolean clean() {
        return of(Runner.CLOISTER).stream().allMatch(result -> result.clean() || !result.ran());
    }

    private List<FaultResult> of(Runner runner) {
        return results.stream().filter(result -> result.runner() == runner).toList();
    }

    void print(PrintWriter out) {
        for (FaultRow.Group group : FaultRow.Group.values()) {
            List<FaultResult> ours = of(Runner.CLOISTER).stream()
                    .filter(result -> result.row().group() == group)
                    .toList();
            if (!ours.isEmpty()) {
                out.println(group.title());
                out.println(table(ours));
                out.println("  clean: " + scores(group));
                out.println();
            }
        }
        printComplaints(out);
    }

    private String table(List<FaultResult> ours) {
        boolean peers = results.stream().anyMatch(result -> result.runner() != Runner.CLOISTER);
        List<String> head = new ArrayList<>(
                List.of("", "fault", "bad task ends with", "others", "after", "left", "seconds", "clean"));
        if (peers) {
            head.addAll(List.of("| Pool", "| ProcessPoolExecutor"));
        }
        TextTable table = new TextTable(head.size(), head.toArray(String[]::new));
        for (FaultResult result : ours) {
            List<String> cells =
                    new ArrayList<>(List.of(result.row().id(), result.row().title()));
            if (result.ran()) {
                cells.addAll(List.of(
                        result.bad(),
                        result.innocentsOk() + "/9",
                        result.usableAfter() ? "usable" : "BROKEN",
                        Integer.toString(result.orphans()),
                        String.format(Locale.ROOT, "%.2f", result.seconds()),
                        result.clean() ? "yes" : "NO"));
            } else {
                cells.addAll(List.of("not run", "", "", "", "", "n/a"));
            }
            if (peers) {
                cells.add("| " + peerCell(result.row(), Runner.POOL));
                cells.add("| " + peerCell(result.row(), Runner.EXECUTOR));
            }
            table.add(cells);
        }
        return table.toString();
    }

    private String peerCell(FaultRow row, Runner runner) {
        for (FaultResult result : of(runner)) {
            if (result.row().equals(row)) {
                return result.ran() ? peerCell(result) : "n/a";
            }
        }
        return "n/a";
    }

    private static String peerCell(FaultResult result) {
        if (result.clean()) {
            return "yes";
        }
        String left = result.orphans() > 0 ? ", " + result.orphans() + " left" : "";
        return "NO: " + result.bad() + ", " + result.innocentsOk() + "/9" + (result.usableAfter() ? "" : ", broken")
                + left;
    }

    /** Such as {@code cloister 21/21, multiprocessing.Pool 6/21}. */
    private String scores(FaultRow.Group group) {
        List<String> scores = new ArrayList<>();
        for (Runner runner : Runner.values()) {
            List<FaultResult> run = of(runner).stream()
                    .filter(result -> result.row().group() == group && result.ran())
                    .toList();
            if (!run.isEmpty()) {
                long clean = run.stream().filter(FaultResult::clean).count();
                scores.add(runner.label() + " " + clean + "/" + run.size());
            }
        }
        return String.join(", ", scores);
    }

    private void printComplaints(PrintWriter out) {
        for (FaultResult result : of(Runner.CLOISTER)) {
            String name = result.row().id() + " " + result.row().title();
            if (!result.ran()) {
                out.println("Not run: " + name + ": " + result.skipped());
            }
            for (String complaint : result.complaints()) {
                out.println("NOT CLEAN: " + name + ": " + complaint);
            }
        }
    }

    void write(Path file, MachineInfo machine, String python) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("machine", machine.toJson(machine.warnings()));
        content.put("python", python);
        content.put(
                "rows",
                results.stream().filter(FaultResult::ran).map(FaultReport::json).toList());
        content.put(
                "notes",
                results.stream()
                        .filter(result -> !result.ran())
                        .map(result -> Map.of(
                                "fault", result.row().title(),
                                "runner", result.runner().label(),
                                "note", result.skipped()))
                        .toList());
        Files.writeString(file, Json.PRETTY.writeValueAsString(content) + "\n");
    }

    private static Map<String, Object> json(FaultResult result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", result.row().id());
        json.put("fault", result.row().title());
        json.put("runner", result.runner().label());
        json.put("bad", result.bad());
        json.put("innocentsOk", result.innocentsOk());
        json.put("usableAfter", result.usableAfter());
        json.put("orphans", result.orphans());
        if (!Double.isNaN(result.seconds())) {
            json.put("seconds", result.seconds());
        }
        json.put("clean", result.clean());
        json.put("complaints", result.complaints());
        return json;
    }
}
