package dev.cloister.cli.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks a Python what things cost there. */
final class PythonCosts {
    private static final Map<PythonMode, String> CRASHES = new EnumMap<>(Map.of(
            PythonMode.THREADS, Cost.CRASH_OF_THREADS,
            PythonMode.POOL, Cost.CRASH_OF_PROCESSES,
            PythonMode.EXECUTOR, Cost.CRASH_OF_EXECUTOR));

    private final PythonInterpreter python;
    private final Path folder;
    private final BenchSettings settings;
    private final int cpus;
    private final List<Cost> costs = new ArrayList<>();

    PythonCosts(PythonInterpreter python, Path folder, BenchSettings settings, int cpus) {
        this.python = python;
        this.folder = folder;
        this.settings = settings;
        this.cpus = cpus;
    }

    List<Cost> measure(Progress progress) throws InterruptedException {
        progress.step("costs: " + python.runtime());
        try {
            for (JsonNode cost :
                    ask(Map.of("op", "costs", "quick", settings.quick())).get("costs")) {
                add(
                        cost.get("measure").asString(),
                        cost.get("unit").asString(),
                        cost.get("value").doubleValue(),
                        null);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // a peer that fails is a row with a note
            note(Cost.THREAD, "us", e);
        }
        progress.step("costs: " + python.runtime() + ", crashes");
        crashAll();
        return costs;
    }

    /** At once, because they mostly wait. Each has a process of its own, for it may leave a broken one behind. */
    private void crashAll() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<PythonMode, Future<JsonNode>> replies = new EnumMap<>(PythonMode.class);
            for (PythonMode mode : CRASHES.keySet()) {
                replies.put(
                        mode, threads.submit(() -> ask(Map.of("op", "crash", "mode", mode.label(), "workers", cpus))));
            }
            replies.forEach(this::crash);
        }
    }

    private void crash(PythonMode mode, Future<JsonNode> future) {
        String measure = CRASHES.getOrDefault(mode, mode.label());
        try {
            JsonNode reply = future.get();
            add(
                    measure,
                    Cost.OF_NINE,
                    reply.get("survivors").doubleValue(),
                    reply.get("lost").asString());
        } catch (ExecutionException e) { // as above
            note(measure, Cost.OF_NINE, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode ask(Map<String, Object> request) throws Exception {
        try (PythonSession session = PythonSession.start(python, folder, Scripts.PEER)) {
            return session.ask(request, Duration.ofSeconds(settings.limitSeconds()));
        }
    }

    private void note(String measure, String unit, Throwable error) {
        add(measure, unit, Double.NaN, Measurement.describe(error));
    }

    private void add(String measure, String unit, double value, @Nullable String note) {
        costs.add(new Cost(measure, unit, python.runtime(), value, note));
    }
}
