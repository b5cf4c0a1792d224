package dev.cloister.internal.advice;

import dev.cloister.Backend;

/** Java to paste: it compiles where {@code task} is a function and {@code inputs} its inputs. */
final class CodeText {
    private CodeText() {}

    static String of(Backend backend) {
        return switch (backend) {
            case Backend.Serial() -> """
                var results = new java.util.ArrayList<Object>();
                for (var input : inputs) {
                    results.add(task.apply(input));
                }
                """;
            case Backend.Threads(int threads) -> pool("ofThreads(" + threads + ")");
            case Backend.VirtualThreads(int maxConcurrent) -> pool("ofVirtualThreads(" + maxConcurrent + ")");
            case Backend.Processes(int workers, int threads) when threads == 1 -> pool("ofProcesses(" + workers + ")");
            case Backend.Processes(int workers, int threads) -> pool("ofProcesses(" + workers + ", " + threads + ")");
            case Backend.Auto _ -> pool("auto()");
        };
    }

    private static String pool(String factory) {
        return """
                try (var pool = dev.cloister.Pool.%s) {
                    var results = pool.map(task, inputs);
                }
                """.formatted(factory);
    }
}
