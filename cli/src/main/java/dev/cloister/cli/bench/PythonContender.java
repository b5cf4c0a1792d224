package dev.cloister.cli.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A workload in one mode of one Python. */
final class PythonContender implements Contender {
    private final PythonInterpreter python;
    private final PythonMode mode;
    private final Workload workload;
    private final int cpus;
    private final BenchSettings settings;
    private final Path folder;
    private final Duration limit;
    private final boolean optional;
    /** Written by {@link #prepare()}; read by {@link #close()}, which another thread may call when that hangs. */
    private volatile @Nullable PythonSession session;

    PythonContender(
            PythonInterpreter python,
            PythonMode mode,
            Workload workload,
            int cpus,
            BenchSettings settings,
            Path folder,
            boolean optional) {
        this.python = python;
        this.mode = mode;
        this.workload = workload;
        this.cpus = cpus;
        this.folder = folder;
        this.settings = settings;
        limit = Duration.ofSeconds(settings.limitSeconds());
        this.optional = optional;
    }

    @Override
    public String runtime() {
        return python.runtime();
    }

    @Override
    public String mode() {
        return mode.label();
    }

    @Override
    public @Nullable Mode kind() {
        return null;
    }

    @Override
    public boolean optional() {
        return optional;
    }

    @Override
    public void prepare() throws Exception {
        if (workload.needsNumpy() && !python.numpy()) {
            throw new ContenderException("has no numpy");
        }
        PythonSession opened = PythonSession.start(python, folder, Scripts.PEER);
        session = opened;
        opened.ask(
                Map.of(
                        "op", "open",
                        "mode", mode.label(),
                        "workers", mode == PythonMode.POOL_X_THREADS ? settings.mixedProcesses() : cpus,
                        "threads", threads(),
                        "batch", workload.batch(),
                        "warmup", forPython(workload.warmUpForPython())),
                limit);
    }

    private int threads() {
        if (mode == PythonMode.POOL_X_THREADS) {
            return JvmPools.MIXED_THREADS;
        }
        return workload.kind() == Workload.Kind.WAITS ? JvmPools.WAITING_THREADS : cpus;
    }

    @Override
    public Run run() throws Exception {
        PythonSession opened = session;
        if (opened == null) {
            throw new IllegalStateException("run before prepare: " + runtime() + " " + mode());
        }
        JsonNode reply = opened.ask(Map.of("op", "run", "tasks", forPython(workload.tasks())), limit);
        List<Answer> answers = new ArrayList<>();
        for (JsonNode answer : reply.get("answers")) {
            answers.add(answer(answer));
        }
        return new Run(reply.get("seconds").doubleValue(), answers);
    }

    static Answer answer(JsonNode json) {
        JsonNode numbers = json.get("numbers");
        double[] values = new double[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode number = numbers.get(i);
            boolean text = number.isString(); // NaN and infinities, which JSON has not
            values[i] = text ? Double.parseDouble(number.stringValue()) : number.doubleValue();
        }
        return new Answer(json.get("text").asString(), values);
    }

    private static List<Map<String, Object>> forPython(List<? extends Task> tasks) {
        return tasks.stream().map(Task::forPython).toList();
    }

    @Override
    public void close() {
        PythonSession opened = session;
        if (opened != null) {
            opened.close();
        }
    }
}
