package dev.cloister.cli.bench;

import dev.cloister.Backend;
import dev.cloister.advice.Advice;

/** Backends in words, as tables name them. */
final class Backends {
    private Backends() {}

    static String label(Backend backend) {
        return switch (backend) {
            case Backend.Serial() -> "serial";
            case Backend.Threads(int threads) -> "threads (" + threads + ")";
            case Backend.VirtualThreads(int _) -> "virtual threads";
            case Backend.Processes(int workers, int threads) ->
                threads == 1
                        ? "processes (" + workers + ")"
                        : "processes x threads (" + workers + " x " + threads + ")";
            case Backend.Auto _ -> AutoContender.LABEL;
        };
    }

    /** What the advice chose, if it did. */
    static String label(Advice advice) {
        return advice.backend() == null ? "nothing: it cannot tell" : label(advice.backend());
    }
}
