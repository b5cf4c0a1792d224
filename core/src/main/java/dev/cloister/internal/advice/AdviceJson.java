package dev.cloister.internal.advice;

import dev.cloister.Backend;
import dev.cloister.advice.Advice;
import dev.cloister.advice.Estimate;
import dev.cloister.advice.Risk;
import dev.cloister.advice.Step;
import dev.cloister.advice.WorkProfile;
import dev.cloister.internal.json.JsonReader;
import dev.cloister.internal.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An advice as JSON, version 1. Figures that are NaN are left out. Members that are not known are ignored: later ones of the same
 * version may have more.
 */
public final class AdviceJson {
    private static final int VERSION = 1;

    private AdviceJson() {}

    /** In one line. */
    public static String write(Advice advice) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("version", VERSION);
        json.put("choice", advice.choice());
        json.put("backend", advice.backend() == null ? null : backend(advice.backend()));
        json.put("reason", advice.reason());
        json.put("profile", profile(advice.profile()));
        List<Object> path = new ArrayList<>();
        for (Step step : advice.path()) {
            path.add(ordered(
                    "id",
                    step.id(),
                    "question",
                    step.question(),
                    "answer",
                    step.answer(),
                    "evidence",
                    step.evidence()));
        }
        json.put("path", path);
        List<Object> estimates = new ArrayList<>();
        for (Estimate estimate : advice.estimates()) {
            Map<String, @Nullable Object> one = ordered("choice", estimate.choice());
            put(one, "tasksPerSecond", estimate.tasksPerSecond());
            one.put("excluded", estimate.excluded());
            estimates.add(one);
        }
        json.put("estimates", estimates);
        json.put("code", advice.code());
        return JsonWriter.write(json);
    }

    private static Map<String, @Nullable Object> ordered(Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static void put(Map<String, @Nullable Object> to, String name, double value) {
        if (Double.isFinite(value)) {
            to.put(name, value);
        }
    }

    private static Map<String, @Nullable Object> backend(Backend backend) {
        return switch (backend) {
            case Backend.Serial() -> ordered("kind", Candidates.SERIAL.text());
            case Backend.Threads(int threads) -> ordered("kind", Candidates.THREADS.text(), "threads", threads);
            case Backend.VirtualThreads(int maxConcurrent) ->
                ordered("kind", Candidates.VIRTUAL_THREADS.text(), "maxConcurrent", maxConcurrent);
            case Backend.Processes(int workers, int threads) ->
                ordered("kind", Candidates.PROCESSES.text(), "workers", workers, "threads", threads);
            case Backend.Auto _ ->
                throw new IllegalArgumentException("an advice names what tasks run on, not " + backend);
        };
    }

    private static Map<String, @Nullable Object> profile(WorkProfile profile) {
        Map<String, @Nullable Object> json = ordered("inputs", profile.inputs(), "samples", profile.samples());
        put(json, "wallNanos", profile.wallNanos());
        put(json, "cpuNanos", profile.cpuNanos());
        put(json, "allocatedBytes", profile.allocatedBytes());
        put(json, "gcShare", profile.gcShare());
        put(json, "threadScaling", profile.threadScaling());
        put(json, "processScaling", profile.processScaling());
        put(json, "argumentBytes", profile.argumentBytes());
        put(json, "argumentNanos", profile.argumentNanos());
        put(json, "resultBytes", profile.resultBytes());
        put(json, "resultNanos", profile.resultNanos());
        json.put("processors", profile.processors());
        put(json, "foreignLoad", profile.foreignLoad());
        json.put("cannotTravel", profile.cannotTravel());
        json.put("unclear", profile.unclear());
        List<Object> risks = new ArrayList<>();
        for (Risk risk : profile.risks()) {
            risks.add(ordered("kind", risk.kind().name(), "evidence", risk.evidence()));
        }
        json.put("risks", risks);
        return json;
    }

    /**
     * The advice that was written.
     *
     * @throws IllegalArgumentException if the text is not JSON, not an advice, or one of a later version; it says what and where
     */
    public static Advice read(String text) {
        Members json = Members.of(JsonReader.read(text), "advice");
        int version = json.integer("version");
        if (version != VERSION) {
            throw new IllegalArgumentException("an advice of version " + version + "; this Cloister reads version "
                    + VERSION + ": ask for advice again");
        }
        String choice = json.text("choice");
        Backend backend = json.has("backend") ? backend(json.object("backend")) : null;
        if ((backend == null) != choice.equals(Advice.CANNOT_TELL)) {
            throw new IllegalArgumentException("advice.backend must be there unless the choice is " + Advice.CANNOT_TELL
                    + ", and only then; the choice is " + choice);
        }
        List<Step> path = new ArrayList<>();
        for (Members step : json.objects("path")) {
            path.add(new Step(step.text("id"), step.text("question"), step.text("answer"), step.text("evidence")));
        }
        List<Estimate> estimates = new ArrayList<>();
        for (Members estimate : json.objects("estimates")) {
            estimates.add(new Estimate(
                    estimate.text("choice"), estimate.number("tasksPerSecond"), estimate.textOrNull("excluded")));
        }
        return new Advice(
                choice,
                backend,
                json.text("reason"),
                profile(json.object("profile")),
                path,
                estimates,
                json.text("code"));
    }

    private static Backend backend(Members json) {
        String kind = json.text("kind");
        return switch (kind) {
            case "serial" -> Backend.serial();
            case "threads" -> Backend.threads(json.integer("threads"));
            case "virtual-threads" -> Backend.virtualThreads(json.integer("maxConcurrent"));
            case "processes" -> Backend.processes(json.integer("workers"), json.integer("threads"));
            default ->
                throw new IllegalArgumentException(
                        "advice.backend.kind must be serial, threads, virtual-threads or" + " processes: " + kind);
        };
    }

    private static WorkProfile profile(Members json) {
        List<Risk> risks = new ArrayList<>();
        for (Members risk : json.objects("risks")) {
            risks.add(new Risk(kind(risk.text("kind")), risk.text("evidence")));
        }
        return new WorkProfile(
                json.whole("inputs"),
                json.integer("samples"),
                json.number("wallNanos"),
                json.number("cpuNanos"),
                json.number("allocatedBytes"),
                json.number("gcShare"),
                json.number("threadScaling"),
                json.number("processScaling"),
                json.number("argumentBytes"),
                json.number("argumentNanos"),
                json.number("resultBytes"),
                json.number("resultNanos"),
                json.integer("processors"),
                json.number("foreignLoad"),
                json.textOrNull("cannotTravel"),
                json.textOrNull("unclear"),
                risks);
    }

    private static Risk.Kind kind(String name) {
        for (Risk.Kind kind : Risk.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("advice.profile.risks: no kind of risk is called " + name);
    }
}
