package dev.cloister.cli.bench;

import java.util.List;

/**
 * Everything that was found out.
 *
 * @param machine where
 * @param rows of all workloads
 * @param costs of all runtimes
 * @param warnings why the figures may mean little
 */
record BenchReport(MachineInfo machine, List<Row> rows, List<Cost> costs, List<String> warnings) {
    /** The rows that must not be: wrong answers, or no answers from this JVM. */
    List<Row> failures() {
        return rows.stream().filter(Row::failed).toList();
    }

    /** How many rows have answers. */
    long measured() {
        return rows.stream().filter(Row::measured).count();
    }
}
