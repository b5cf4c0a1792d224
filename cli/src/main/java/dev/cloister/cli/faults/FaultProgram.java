package dev.cloister.cli.faults;

import dev.cloister.cli.bench.Json;
import dev.cloister.cli.bench.TemporaryFolder;
import java.nio.file.Path;

/** The program that faults befall. */
final class FaultProgram {
    private FaultProgram() {}

    /**
     * Runs a scenario and prints RESULT and what was seen, or plays the parent whose end is awaited.
     *
     * @param args the name of the scenario, and a folder for the parent, which cannot remove one of its own
     */
    public static void main(String[] args) throws Exception {
        String name = args[0];
        Family family = Family.ofThisProgram();
        if (name.equals("parent_killed") || name.equals("ctrl_c")) {
            ProgramRows.parent(new Place(Path.of(args[1]), family));
            return;
        }
        try (TemporaryFolder folder = TemporaryFolder.make();
                Place place = new Place(folder.path(), family)) {
            Observation seen = ProgramRows.scenario(name).observe(place);
            System.out.println("RESULT " + Json.MAPPER.writeValueAsString(seen));
        }
    }
}
