package dev.cloister.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Fetching: pages over HTTP from a server that takes its time. */
record FetchWorkload(PageServer server, int pages) implements Workload {
    /** One page; its answer is the length and the checksum of what came. */
    record FetchPage(String url) implements Task {
        @Override
        public Answer call() throws Exception {
            return new Answer(Pages.describe(Pages.fetch(url)));
        }

        @Override
        public Map<String, Object> forPython() {
            return Map.of("kind", "fetch", "url", url);
        }
    }

    @Override
    public String name() {
        return "fetch";
    }

    @Override
    public String title() {
        return "Fetching: " + pages + " pages of " + PageServer.PAGE_BYTES / 1024
                + " KiB over HTTP, each answered after " + server.delayMillis() + " ms";
    }

    @Override
    public Kind kind() {
        return Kind.WAITS;
    }

    @Override
    public List<FetchPage> tasks() {
        return IntStream.range(0, pages)
                .mapToObj(i -> new FetchPage(server.url(i)))
                .toList();
    }

    @Override
    public List<FetchPage> warmUp() {
        return IntStream.range(0, 4)
                .mapToObj(i -> new FetchPage(server.urlWithoutDelay(i)))
                .toList();
    }

    @Override
    public List<PythonMode> pythonModes() {
        return List.of(PythonMode.SERIAL, PythonMode.THREADS, PythonMode.POOL, PythonMode.EXECUTOR);
    }
}
