package dev.cloister.cli.faults;

import dev.cloister.cli.bench.Json;
import dev.cloister.cli.bench.PythonInterpreter;
import dev.cloister.cli.faults.FaultResult.Runner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Has CPython do the rows, each in a program of its own.
 *
 * @param python which CPython
 * @param script where {@code faults.py} is
 */
record PythonFaults(PythonInterpreter python, Path script) {
    private static final double PATIENCE = 30;
    /** How long a program may take to end after its result; shorter where its pool does not work any more. */
    private static final double END_SECONDS = 6;

    private static final double STUCK_SECONDS = 1;
    private static final double GONE_SECONDS = 2;
    private static final String TRIED_AFTERWARDS = "none";

    FaultResult run(FaultRow row, Runner runner, String name, Place place) throws IOException, InterruptedException {
        try (ChildProgram program = start(name, runner, place)) {
            Observation seen = switch (name) {
                case "parent_killed", "ctrl_c" -> endParent(name.equals("ctrl_c"), program, runner, place);
                default -> result(name, program);
            };
            boolean _ = program.awaitExit(seen.usableAfter() ? END_SECONDS : STUCK_SECONDS)
                    .isPresent();
            int orphans = place.family().awaitGone(GONE_SECONDS);
            return FaultResult.judge(row, runner, seen, orphans, List.of());
        } finally {
            place.family().kill();
        }
    }

    private ChildProgram start(String name, Runner runner, Place place) throws IOException {
        String api = runner == Runner.POOL ? "Pool" : "Executor";
        return ChildProgram.start(
                place,
                List.of(
                        python.path().toString(),
                        script.toString(),
                        name,
                        api,
                        place.folder().toString()));
    }

    private static Observation result(String name, ChildProgram program) throws IOException, InterruptedException {
        if (name.equals("parent_stopped")
                && program.awaitLine("READY", PATIENCE).isPresent()) {
            InProgram.stopAndContinue(program.pid(), 1.5);
        }
        Optional<String> line = program.awaitLine("RESULT", PATIENCE);
        if (line.isEmpty()) {
            return new Observation(
                    "no verdict", 0, false, PATIENCE, List.of("the program gave no result: " + program.lastWords()));
        }
        JsonNode seen = Json.MAPPER.readTree(line.get());
        List<String> complaints = new ArrayList<>();
        if (!seen.get("asExpected").booleanValue()) {
            complaints.add("the bad task: " + seen.get("bad").asString());
        }
        return new Observation(
                seen.get("bad").asString(),
                seen.get("innocentsOk").intValue(),
                seen.get("usableAfter").booleanValue(),
                seen.get("seconds").doubleValue(),
                complaints);
    }

    private Observation endParent(boolean interrupted, ChildProgram program, Runner runner, Place place)
            throws IOException, InterruptedException {
        Optional<String> ready = program.awaitLine("READY", PATIENCE);
        ProgramEnd end = ProgramEnd.bring(program, interrupted, place, GONE_SECONDS);
        List<String> complaints = new ArrayList<>();
        if (end.code().isEmpty()) {
            complaints.add("the program lives on");
        }
        boolean usable;
        try (ChildProgram another = start(TRIED_AFTERWARDS, runner, place)) {
            usable = result(TRIED_AFTERWARDS, another).usableAfter();
            boolean _ = another.awaitExit(END_SECONDS).isPresent();
        }
        int right = Integer.parseInt(ready.orElse("0"));
        return new Observation(end.text(), right, usable, end.seconds(), complaints);
    }
}
