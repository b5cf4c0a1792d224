/** Measures a piece of work and chooses a backend for it. Runs in the process that asks. */
@org.jspecify.annotations.NullMarked
package dev.cloister.internal.advice;
