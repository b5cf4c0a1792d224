/** The runtime's own log: silent, and free, until it is switched on. In the parent and in workers. */
@NullMarked
package dev.cloister.internal.log;

import org.jspecify.annotations.NullMarked;
