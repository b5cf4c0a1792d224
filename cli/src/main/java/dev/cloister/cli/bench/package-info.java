/**
 * The command {@code cloister bench}: {@link dev.cloister.cli.bench.BenchCommand} reads the options, {@code Bench} runs
 * every {@code Workload} in a {@code Race} among {@code Contender}s (pools of this JVM and CPython peers), then
 * measures {@code Cost}s; {@code Comparison} prints tables and {@code JsonReport} writes the file.
 */
package dev.cloister.cli.bench;
