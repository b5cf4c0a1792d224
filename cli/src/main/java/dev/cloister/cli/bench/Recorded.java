package dev.cloister.cli.bench;

import java.util.List;

/**
 * A run of which more is known than its time.
 *
 * @param answers of the tasks, in their order
 * @param timeline when and where they ran
 */
record Recorded(List<Answer> answers, Timeline timeline) {}
