package dev.cloister.cli.faults;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A program whose user may start no more processes. The kernel does not limit its first user, so then it runs as another,
 * who must be able to read the program.
 *
 * @param program what is run
 */
record FewProcesses(InProgram program) implements Scenario {
    @Override
    public Observation observe(Place place) throws Exception {
        return program.observe(place);
    }

    @Override
    public String obstacle() {
        if (program.behind().isEmpty()) {
            return "";
        }
        List<String> command = new ArrayList<>(program.behind());
        command.addAll(List.of("cat"));
        command.add(System.getProperty("java.class.path").split(File.pathSeparator, -1)[0]);
        try {
            Process test = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return test.waitFor() == 0 ? "" : "run by root, and another user cannot read the program";
        } catch (IOException e) {
            return "run by root, and there is no setpriv: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
