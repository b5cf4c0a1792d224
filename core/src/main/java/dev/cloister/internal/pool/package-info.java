/** Task path, stations 1 and 8, in the parent: tasks are numbered, kept pending, assigned to workers and ended. */
@NullMarked
package dev.cloister.internal.pool;

import org.jspecify.annotations.NullMarked;
