package dev.cloister.cli.faults;

import dev.cloister.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program with a pool ends while its workers are busy, idle and stopped, and a task has started a process: all of them
 * must end too. The nine innocent tasks have run in it before; afterwards another program's pool is tried.
 *
 * @param interrupted whether it gets the terminal's interrupt; else it is killed
 */
record ParentEnds(boolean interrupted) implements Scenario {
    private static final double START_SECONDS = 20;
    private static final double GONE_SECONDS = 8;
    private static final double FILES_SECONDS = 5;
    private static final int INTERRUPTED = 130;

    @Override
    public Observation observe(Place place) throws Exception {
        List<String> complaints = new ArrayList<>();
        try (ChildProgram program = ChildProgram.java(place, List.of(), interrupted ? "ctrl_c" : "parent_killed")) {
            Optional<String> ready = program.awaitLine("READY", START_SECONDS);
            if (ready.isEmpty()) {
                throw new IOException("the program did not start: " + program.lastWords());
            }
            int right = Integer.parseInt(ready.get());
            ProgramEnd end = ProgramEnd.bring(program, interrupted, place, GONE_SECONDS);
            if (interrupted && !end.code().equals(Optional.of(INTERRUPTED))) {
                complaints.add("the program did not end with exit code " + INTERRUPTED + ": " + end.code());
            }
            RunFiles.leftBy(program.pid(), FILES_SECONDS).forEach(file -> complaints.add("left: " + file));
            return new Observation(end.text(), right, opensAnother(place), end.seconds(), complaints);
        }
    }

    private static boolean opensAnother(Place place) throws InterruptedException {
        try (Pool pool = Pool.open(TenTasks.options(place))) {
            return TenTasks.isUsable(pool, place, new ArrayList<>());
        }
    }
}
