/** Processes by hand, in the process that starts them. */
@NullMarked
package dev.cloister.internal.process;

import org.jspecify.annotations.NullMarked;
