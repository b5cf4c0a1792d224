package dev.cloister.cli.faults;

import dev.cloister.cli.bench.Json;
import dev.cloister.faults.Native;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A scenario that happens in a program of its own, because it befalls all of the program.
 *
 * @param name of the scenario in {@link FaultProgram}
 * @param scenario what the program does
 * @param behind the words before its command
 * @param stopSeconds how long the program is stopped once it says READY; 0 if it does not
 * @param patience seconds until it must have given its result
 */
record InProgram(String name, Scenario scenario, List<String> behind, double stopSeconds, double patience)
        implements Scenario {
    private static final double FILES_SECONDS = 5;

    @Override
    public Observation observe(Place place) throws Exception {
        try (ChildProgram program = ChildProgram.java(place, behind, name)) {
            if (stopSeconds > 0 && program.awaitLine("READY", patience).isPresent()) {
                stopAndContinue(program.pid(), stopSeconds);
            }
            String result = program.awaitLine("RESULT", patience)
                    .orElseThrow(() -> new IOException("the program gave no result"));
            Observation seen = Json.MAPPER.readValue(result, Observation.class);
            List<String> complaints = new ArrayList<>(seen.complaints());
            Optional<Integer> code = program.awaitExit(patience);
            if (!code.equals(Optional.of(0))) {
                complaints.add("the program did not end with exit code 0: " + code + ", " + program.lastWords());
            }
            RunFiles.leftBy(program.pid(), FILES_SECONDS).forEach(file -> complaints.add("left: " + file));
            return seen.with(complaints);
        }
    }

    static void stopAndContinue(long pid, double seconds) throws InterruptedException {
        boolean _ = Family.signal(pid, Native.SIGSTOP);
        Thread.sleep((long) (seconds * 1000));
        boolean _ = Family.signal(pid, Native.SIGCONT);
    }
}
