/**
 * Processes by hand: each {@link dev.cloister.process.JvmProcess} is a JVM that runs one thing, as Python's {@code
 * multiprocessing.Process}. What they share is in {@code dev.cloister.shared}.
 */
@NullMarked
package dev.cloister.process;

import org.jspecify.annotations.NullMarked;
