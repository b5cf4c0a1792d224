package dev.cloister.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Figures to draw; as a program: writes the page of some figures, to be looked at. */
final class Samples {
    /** Texts that would run, break the script, or be taken for markup, if they were not kept as texts. */
    static final List<String> HOSTILE = List.of(
            "</script><script>window.broken=1</script>",
            "<img src=x onerror=window.broken=1>",
            "\"'`;window.broken=1;//\\",
            "<!-- <script> ]]> {{script}} $1 \u2028\u2029\u0000 \ud800 &lt;b&gt; ${window.broken=1}");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Samples() {}

    /** All parts, with a task that failed, a mode that was not run, and more than one CPython. */
    static Map<String, Object> full() throws IOException {
        try (InputStream stream = Samples.class.getResourceAsStream("sample-bench.json")) {
            return MAPPER.readValue(Objects.requireNonNull(stream), new TypeReference<>() {});
        }
    }

    /** Rows of this JVM alone: no CPython, load, advice, timeline or cost, and some rows that lack figures. */
    static Map<String, Object> bare() {
        return Map.of(
                "machine", Map.of("cpus", 2),
                "rows",
                        List.of(
                                Map.of(
                                        "workload",
                                        "cpu",
                                        "runtime",
                                        "jvm",
                                        "mode",
                                        "serial",
                                        "seconds",
                                        2.0,
                                        "runs",
                                        1),
                                Map.of("workload", "cpu", "runtime", "jvm", "mode", "threads (2)", "seconds", 1.0),
                                Map.of("workload", "cpu", "runtime", "jvm", "mode", "processes (2)", "runs", 0),
                                Map.of(
                                        "workload",
                                        "other",
                                        "runtime",
                                        "jvm",
                                        "mode",
                                        "threads",
                                        "seconds",
                                        Double.NaN)),
                "notes",
                        List.of(Map.of(
                                "workload", "cpu", "runtime", "jvm", "mode", "processes (2)", "note", "no shell")));
    }

    /** The full figures with hostile texts wherever there are texts. */
    static Map<String, Object> hostile() throws IOException {
        return hostile(full(), new int[1]);
    }

    private static Map<String, Object> hostile(Map<?, ?> figures, int[] turn) {
        Map<String, Object> result = new LinkedHashMap<>();
        figures.forEach((key, value) -> result.put((String) key, hostileValue((String) key, value, turn)));
        return result;
    }

    private static Object hostileValue(String key, Object value, int[] turn) {
        return switch (value) {
            case Map<?, ?> map -> hostile(map, turn);
            case List<?> list ->
                list.stream().map(item -> hostileValue(key, item, turn)).toList();
            // what belongs together stays together
            case String text when key.equals("kind") || text.equals("jvm") -> text;
            case String text when List.of("workload", "name", "runtime").contains(key) -> text + HOSTILE.getFirst();
            case String text -> text + HOSTILE.get(turn[0]++ % HOSTILE.size());
            default -> value;
        };
    }

    /**
     * Writes the page of a file that {@code bench --json} wrote, or of the sample.
     *
     * @param arguments the page's file and, if wanted, the JSON file or {@code bare} or {@code hostile}
     */
    public static void main(String[] arguments) throws IOException {
        String which = arguments.length < 2 ? "full" : arguments[1];
        Map<String, Object> figures = switch (which) {
            case "full" -> full();
            case "bare" -> bare();
            case "hostile" -> hostile();
            default -> MAPPER.readValue(Path.of(which).toFile(), new TypeReference<>() {});
        };
        HtmlReport.write(Path.of(arguments[0]), figures);
    }
}
