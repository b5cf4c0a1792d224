package dev.cloister.cli.top;

import dev.cloister.RunningPools.RunningPool;
import dev.cloister.RunningPools.RunningWorker;
import dev.cloister.cli.bench.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code top} tells programs: one line. What is not known is null. */
final class TopJson {
    private static final double MILLIS_PER_SECOND = 1000;

    private TopJson() {}

    static String of(Look look) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        List<Object> pools = new ArrayList<>();
        for (RunningPool pool : look.seen().pools()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("programPid", pool.programPid());
            fields.put("program", pool.program());
            fields.put("pool", pool.name());
            fields.put("size", pool.size());
            fields.put("pending", pool.pending());
            fields.put(
                    "workers",
                    pool.workers().stream()
                            .map(worker -> worker(worker, look.shares().get(worker.pid())))
                            .toList());
            pools.add(fields);
        }
        all.put("pools", pools);
        all.put("notes", look.seen().notes());
        return Json.MAPPER.writeValueAsString(all);
    }

    private static Map<String, @Nullable Object> worker(RunningWorker worker, @Nullable Double share) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        boolean busy = worker.task() >= 0;
        fields.put("worker", worker.name());
        fields.put("pid", worker.pid());
        fields.put("state", worker.state());
        fields.put("task", busy ? worker.task() : null);
        fields.put("index", worker.index() < 0 ? null : worker.index());
        fields.put("items", worker.items());
        fields.put("function", worker.function().isEmpty() ? null : worker.function());
        fields.put("ageSeconds", busy ? seconds(worker.age()) : null);
        fields.put("running", worker.running());
        fields.put("ahead", worker.ahead());
        fields.put("answered", worker.answered());
        fields.put("cpuShare", share);
        fields.put("cpuSeconds", seconds(worker.cpu()));
        fields.put("residentBytes", worker.residentBytes() < 0 ? null : worker.residentBytes());
        return fields;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / MILLIS_PER_SECOND;
    }
}
