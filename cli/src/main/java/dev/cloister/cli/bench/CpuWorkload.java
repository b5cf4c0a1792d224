package dev.cloister.cli.bench;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Computing: the sum of squares, several times. */
record CpuWorkload(int below, int times) implements Workload {
    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String title() {
        return String.format(Locale.ROOT, "CPU: the sum of squares below %,d, %d times", below, times);
    }

    @Override
    public Kind kind() {
        return Kind.COMPUTES;
    }

    @Override
    public List<SumOfSquares> tasks() {
        return Collections.nCopies(times, new SumOfSquares(below));
    }

    @Override
    public List<SumOfSquares> warmUp() {
        return List.of(new SumOfSquares(Math.min(below, BenchSettings.SIZE)));
    }

    @Override
    public List<SumOfSquares> warmUpForPython() {
        return List.of(new SumOfSquares(1));
    }

    @Override
    public List<PythonMode> pythonModes() {
        return List.of(PythonMode.SERIAL, PythonMode.THREADS, PythonMode.POOL, PythonMode.EXECUTOR);
    }
}
