/** Task path, stations 2, 5, 7 and 8, in both processes: tasks and outcomes to bytes and back. */
@NullMarked
package dev.cloister.internal.codec;

import org.jspecify.annotations.NullMarked;
