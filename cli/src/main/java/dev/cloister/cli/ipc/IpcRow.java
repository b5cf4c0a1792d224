package dev.cloister.cli.ipc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of the report.
 *
 * @param measure what was measured
 * @param cloister the median; NaN if it could not be measured
 * @param cpython the same of CPython
 * @param runs of each
 * @param wrong what was not right, on either side: then the row means nothing
 * @param note why CPython has no value; null if it has
 */
record IpcRow(
        Measure measure,
        double cloister,
        double cpython,
        int runs,
        List<String> wrong,
        @Nullable String note) {
    /** Whether all that was counted was exact. */
    boolean right() {
        return wrong.isEmpty();
    }

    double ratio() {
        return measure.ratio(cloister, cpython);
    }

    Goal.Verdict verdict() {
        return measure.goal().judge(cloister, ratio());
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("measure", measure.title());
        json.put("unit", measure.unit());
        json.put("cloister", known(cloister));
        json.put("cpython", known(cpython));
        json.put("ratio", known(ratio()));
        json.put("goal", measure.goal().text(measure.unit()));
        json.put("verdict", verdict().name());
        json.put("right", right());
        json.put("runs", runs);
        if (note != null) {
            json.put("note", note);
        }
        return json;
    }

    private static @Nullable Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
