package dev.cloister.cli.bench;

import java.util.List;

/**
 * One measured run.
 *
 * @param seconds how long it took
 * @param answers of the tasks, in their order
 */
record Run(double seconds, List<Answer> answers) {}
