/** What a task can ask of where it runs, in both processes: its worker, the worker's state, and shared values. */
@NullMarked
package dev.cloister.internal.context;

import org.jspecify.annotations.NullMarked;
