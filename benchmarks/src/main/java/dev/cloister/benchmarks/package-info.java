/** Cloister beside other pools of the JVM, for docs/PERFORMANCE.md. */
package dev.cloister.benchmarks;
