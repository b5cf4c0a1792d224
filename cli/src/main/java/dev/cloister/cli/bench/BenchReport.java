package dev.cloister.cli.bench;

import java.util.List;

/**
 * Everything that was found out.
 *
 * @param machine where
 * @param workloads what was run
 * @param rows of all workloads
 * @param timelines of one run of each mode of this JVM; none unless they were asked for
 * @param costs of all runtimes
 * @param load of the machine meanwhile; none unless it was asked for
 * @param warnings why the figures may mean little
 */
record BenchReport(
        MachineInfo machine,
        List<Workload> workloads,
        List<Row> rows,
        List<Timeline> timelines,
        List<Cost> costs,
        List<LoadCurve.Point> load,
        List<String> warnings) {
    /** The rows that must not be: wrong answers, or no answers from this JVM. */
    List<Row> failures() {
        return rows.stream().filter(Row::failed).toList();
    }

    /** How many rows have answers. */
    long measured() {
        return rows.stream().filter(Row::measured).count();
    }
}
