package dev.cloister.testkit.programs;

import dev.cloister.MapOptions;
import dev.cloister.Pool;
import dev.cloister.ProgressLine;
import dev.cloister.testkit.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Maps thirty inputs with a line on the terminal; three fail, one prints, and the last ends once the line was drawn. */
public final class ShowsProgress {
    private static final int INPUTS = 30;

    private ShowsProgress() {}

    /** Argument: the directory of a gate. */
    public static void main(String[] args) throws Exception {
        Gate gate = Gate.in(Path.of(args[0]));
        ProgressLine line = ProgressLine.of("thirty inputs");
        List<Integer> inputs = IntStream.range(0, INPUTS).boxed().toList();
        boolean[] opened = new boolean[1];
        MapOptions options = MapOptions.defaults().withProgress(now -> {
            line.progressed(now);
            if (now.ended() == INPUTS - 1 && !opened[0]) {
                opened[0] = true;
                open(gate);
            }
        });
        try (Pool pool = Pool.ofProcesses(2)) {
            pool.mapOutcomes(x -> task(gate, x), inputs, options);
        }
        System.out.println("shown " + line.isShown());
    }

    private static int task(Gate gate, int x) throws Exception {
        if (x == INPUTS - 1) {
            System.out.println("hello from a task");
            gate.pass(x);
        }
        if (x % 10 == 0) {
            throw new IllegalStateException("a task's");
        }
        return x;
    }

    private static void open(Gate gate) {
        try {
            gate.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
