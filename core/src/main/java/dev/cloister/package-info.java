/**
 * Pools of worker processes and threads, their options, statistics and errors: the words that a user types.
 *
 * <p>Runs in the parent and, as the types of tasks and errors, in workers.
 */
@NullMarked
package dev.cloister;

import org.jspecify.annotations.NullMarked;
