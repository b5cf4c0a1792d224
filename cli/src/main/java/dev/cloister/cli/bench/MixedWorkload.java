package dev.cloister.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Mixed: fetch a page, then compute. */
record MixedWorkload(PageServer server, int pages, int below) implements Workload {
    /** One page and one sum. */
    record FetchAndCompute(String url, int below) implements Task {
        @Override
        public Answer call() throws Exception {
            return new Answer(Pages.describe(Pages.fetch(url)) + ", sum " + SumOfSquares.exactly(below));
        }

        @Override
        public Map<String, Object> forPython() {
            return Map.of("kind", "mixed", "url", url, "below", below);
        }
    }

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "Mixed: fetch a page, then the sum of squares below %,d; %d times in batches of %d for processes x threads",
                below,
                pages,
                batch());
    }

    @Override
    public Kind kind() {
        return Kind.WAITS;
    }

    @Override
    public int batch() {
        return 10;
    }

    @Override
    public List<FetchAndCompute> tasks() {
        return IntStream.range(0, pages)
                .mapToObj(i -> new FetchAndCompute(server.url(i), below))
                .toList();
    }

    @Override
    public List<FetchAndCompute> warmUp() {
        return IntStream.range(0, 4)
                .mapToObj(i -> new FetchAndCompute(server.urlWithoutDelay(i), below))
                .toList();
    }

    @Override
    public List<PythonMode> pythonModes() {
        return List.of(PythonMode.SERIAL, PythonMode.THREADS, PythonMode.POOL, PythonMode.POOL_X_THREADS);
    }
}
