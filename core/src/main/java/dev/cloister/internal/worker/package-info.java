/** Task path, stations 4 to 7, in the worker: the main loop, the task runner and the parent watch. */
@NullMarked
package dev.cloister.internal.worker;

import org.jspecify.annotations.NullMarked;
