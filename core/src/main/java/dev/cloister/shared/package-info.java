/**
 * What processes share: memory, values, queues, pipes, locks and the rest. Every object of this package can be used by many
 * threads, can be given to tasks of any pool (as an argument, captured by a lambda, through a queue or pipe), and is then
 * the same object there; the death of a process that uses it makes no other wait.
 */
@NullMarked
package dev.cloister.shared;

import org.jspecify.annotations.NullMarked;
