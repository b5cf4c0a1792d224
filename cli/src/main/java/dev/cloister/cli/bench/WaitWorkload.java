package dev.cloister.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Waiting: naps that need no processor. */
record WaitWorkload(int count, int millis) implements Workload {
    /** One wait; its answer is its number. */
    record Nap(int index, int millis) implements Task {
        @Override
        public Answer call() throws InterruptedException {
            Thread.sleep(millis);
            return new Answer(Integer.toString(index));
        }

        @Override
        public Map<String, Object> forPython() {
            return Map.of("kind", "wait", "index", index, "millis", millis);
        }
    }

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public String title() {
        return "Waiting: " + count + " waits of " + millis / 1000.0 + " s";
    }

    @Override
    public Kind kind() {
        return Kind.WAITS;
    }

    @Override
    public List<Nap> tasks() {
        return IntStream.range(0, count).mapToObj(i -> new Nap(i, millis)).toList();
    }

    @Override
    public List<Nap> warmUp() {
        return List.of(new Nap(0, 1), new Nap(1, 1));
    }

    @Override
    public boolean needsCompiling() {
        return false;
    }

    @Override
    public List<PythonMode> pythonModes() {
        return List.of(PythonMode.SERIAL, PythonMode.THREADS, PythonMode.ASYNCIO, PythonMode.POOL, PythonMode.EXECUTOR);
    }
}
