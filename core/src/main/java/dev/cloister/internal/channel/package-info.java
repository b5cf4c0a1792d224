/** Task path, stations 3 and 4, in both processes: frames move through pipes or sockets. */
@NullMarked
package dev.cloister.internal.channel;

import org.jspecify.annotations.NullMarked;
