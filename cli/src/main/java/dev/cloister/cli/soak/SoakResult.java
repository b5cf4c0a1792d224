package dev.cloister.cli.soak;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The counts of a soak.
 *
 * @param seed what replays the schedule
 * @param wanted how many kills were asked for
 * @param kills by kind
 * @param tasks that were submitted
 * @param right that gave their result
 * @param failed that failed as they had to: their worker was struck
 * @param lost that never ended
 * @param wrong that ended as they must not
 * @param twice that started twice
 * @param orphans processes that were left
 * @param leaked what is held more than before
 * @param seconds from the first kill to the last
 * @param shared what else was counted, by name
 * @param problems in words
 */
record SoakResult(
        long seed,
        int wanted,
        Map<Strike, Integer> kills,
        long tasks,
        long right,
        long failed,
        long lost,
        long wrong,
        long twice,
        int orphans,
        Resources leaked,
        double seconds,
        Map<String, Long> shared,
        List<String> problems) {
    int total() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether nothing went wrong and nothing is left, and as many kills were done as asked for. */
    boolean clean() {
        return total() == wanted
                && lost == 0
                && wrong == 0
                && twice == 0
                && orphans == 0
                && right > 0
                && leaked.isNothing()
                && problems.isEmpty();
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", seed);
        json.put("kills", total());
        Map<String, Object> byKind = new LinkedHashMap<>();
        for (Strike strike : Strike.values()) {
            byKind.put(strike.name(), kills.getOrDefault(strike, 0));
        }
        json.put("killsByKind", byKind);
        json.put("tasks", tasks);
        json.put("right", right);
        json.put("failedAsExpected", failed);
        json.put("lost", lost);
        json.put("wrong", wrong);
        json.put("twice", twice);
        json.put("orphans", orphans);
        json.put("descriptors", leaked.descriptors());
        json.put("threads", leaked.threads());
        json.put("sharedMemoryBytes", leaked.sharedBytes());
        json.put("runDirectoryFiles", leaked.files());
        json.putAll(shared);
        json.put("seconds", seconds);
        json.put("clean", clean());
        json.put("problems", problems);
        return json;
    }
}
