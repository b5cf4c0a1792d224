/** What measures a task from beside it: it runs in whatever process and thread the task runs in, and is used by both sides. */
@org.jspecify.annotations.NullMarked
package dev.cloister.internal.probe;
