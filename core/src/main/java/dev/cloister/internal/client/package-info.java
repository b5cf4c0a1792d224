/** What a worker process does for a pool's clients in it: tasks are given to the parent as bytes, outcomes come back so. */
@NullMarked
package dev.cloister.internal.client;

import org.jspecify.annotations.NullMarked;
