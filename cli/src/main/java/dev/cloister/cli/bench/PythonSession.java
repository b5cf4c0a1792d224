package dev.cloister.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A running script: one JSON line there, one back. For one thread at a time, except {@link #close()}. */
public final class PythonSession implements AutoCloseable {
    private static final long GOODBYE_SECONDS = 3;
    private static final String END = "";

    private final Process process;
    private final Path errors;
    private final Writer input;
    private final BlockingQueue<String> output = new ArrayBlockingQueue<>(16);

    private PythonSession(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts it.
     *
     * @param folder where the script is, and where its standard error goes
     * @param script its name
     */
    public static PythonSession start(PythonInterpreter python, Path folder, String script) throws IOException {
        Path errors = Files.createTempFile(folder, "stderr", ".txt");
        var builder = new ProcessBuilder(
                        python.path().toString(), folder.resolve(script).toString())
                .directory(folder.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        var session = new PythonSession(KilledAtExit.add(builder.start()), errors);
        Thread.ofPlatform().daemon().name("cloister-bench-python").start(session::readAll);
        return session;
    }

    /** Asks, and waits for the answer. */
    public JsonNode ask(Map<String, Object> request, Duration limit) throws ContenderException, InterruptedException {
        try {
            input.write(Json.MAPPER.writeValueAsString(request) + "\n");
            input.flush();
        } catch (IOException e) {
            throw new ContenderException("Python ended: " + lastError(), e);
        }
        String line = output.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new ContenderException("no answer within " + limit.toSeconds() + " s");
        }
        if (line.equals(END)) {
            throw new ContenderException("Python ended: " + lastError());
        }
        return parse(line);
    }

    private static JsonNode parse(String line) throws ContenderException {
        try {
            JsonNode answer = Json.MAPPER.readTree(line);
            if (answer.has("error")) {
                throw new ContenderException(answer.get("error").asString());
            }
            return answer;
        } catch (JacksonException e) {
            throw new ContenderException("Python answered no JSON: " + line, e);
        }
    }

    private void readAll() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.put(line);
            }
            output.put(END);
        } catch (IOException e) {
            output.offer(END); // closed by us: nobody asks any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String lastError() {
        try {
            @Nullable String last = null;
            for (String line : Files.readAllLines(errors, StandardCharsets.ISO_8859_1)) {
                last = line.isBlank() ? last : line;
            }
            return last == null ? "it said nothing" : last;
        } catch (IOException e) {
            return "its messages cannot be read: " + e.getMessage();
        }
    }

    /** Ends it by the end of its input; kills it and its children when that takes too long. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        try {
            input.close();
        } catch (IOException e) { // it has ended already
            children.forEach(ProcessHandle::destroyForcibly);
        }
        try {
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
