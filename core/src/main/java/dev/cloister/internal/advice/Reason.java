package dev.cloister.internal.advice;

import dev.cloister.Backend;

/** The sentence that says why a backend was chosen. */
final class Reason {
    private Reason() {}

    static String of(Questions asked, Candidate chosen, Backend backend) {
        String why = chosen == Candidates.SERIAL ? serial(asked) : parallel(asked, chosen, backend);
        return why + here(asked, chosen);
    }

    private static String serial(Questions asked) {
        if (asked.answer("tiny").equals("yes")) {
            return "do not parallelise: " + asked.evidence("tiny");
        }
        if (asked.answer("scales").equals("no")) {
            return "do not parallelise: " + asked.evidence("scales");
        }
        return "do not parallelise: nothing would be gained, on " + asked.work().processors()
                + " processors with tasks of " + Figures.time(asked.work().wall());
    }

    private static String parallel(Questions asked, Candidate chosen, Backend backend) {
        if (asked.answer("isolated").equals("yes")) {
            return "it must be kept apart (" + asked.evidence("isolated") + "), " + sized(backend);
        }
        String computes = asked.evidence("waits");
        if (chosen.isApart()) {
            return computes + ", and " + asked.evidence("scales")
                    + ": a lock or the garbage collector holds them up, which each process has for itself; "
                    + sized(backend);
        }
        if (asked.answer("many").equals("yes")) {
            return computes + " and waits else, up to " + asked.work().concurrent()
                    + " at a time: a virtual thread for each";
        }
        if (asked.answer("waits").equals("yes")) {
            return computes + " and waits else: " + sized(backend) + " wait at the same time";
        }
        boolean measured = !Double.isNaN(asked.work().profile().threadScaling());
        String scales = measured ? ", and " + asked.evidence("scales") : "";
        return computes + scales + ": " + sized(backend) + ", nothing has to travel";
    }

    private static String here(Questions asked, Candidate chosen) {
        boolean stays =
                asked.answer("travels").equals("no") && !asked.answer("tiny").equals("yes");
        return stays && !chosen.isApart() ? "; it has to stay in this JVM: " + asked.evidence("travels") : "";
    }

    private static String sized(Backend backend) {
        return switch (backend) {
            case Backend.Serial() -> "no other thread";
            case Backend.Threads(int threads) -> threads + " threads";
            case Backend.VirtualThreads(int maxConcurrent) -> "up to " + maxConcurrent + " virtual threads";
            case Backend.Processes(int workers, int threads) when threads == 1 -> workers + " processes";
            case Backend.Processes(int workers, int threads) -> workers + " processes of " + threads + " threads";
            case Backend.Auto _ -> "whatever suits";
        };
    }
}
