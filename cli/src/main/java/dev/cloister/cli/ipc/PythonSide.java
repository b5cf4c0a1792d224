package dev.cloister.cli.ipc;

import dev.cloister.cli.bench.ContenderException;
import dev.cloister.cli.bench.PythonInterpreter;
import dev.cloister.cli.bench.PythonSession;
import dev.cloister.cli.bench.Scripts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Has CPython measure the same. What fails ends the session; the next measure gets a new one. For one thread. */
final class PythonSide implements AutoCloseable {
    private static final String SCRIPT = "ipc.py";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final PythonInterpreter python;
    private final Path folder;
    private @Nullable PythonSession session;

    PythonSide(PythonInterpreter python, Path folder) throws IOException {
        this.python = python;
        this.folder = folder;
        Path _ = Scripts.copy(PythonSide.class, SCRIPT, folder);
    }

    Reading measure(Measure measure) throws IOException, ContenderException, InterruptedException {
        PythonSession open = session == null ? PythonSession.start(python, folder, SCRIPT) : session;
        session = open;
        try {
            JsonNode reply = open.ask(Map.of("measure", measure.id(), "count", measure.pythonCount()), LIMIT);
            return new Reading(
                    reply.get("value").doubleValue(),
                    reply.get("right").booleanValue(),
                    reply.get("complaint").asString());
        } catch (ContenderException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
