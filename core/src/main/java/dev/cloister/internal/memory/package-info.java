/** Words in memory that several processes map: the algorithms that work on them and survive the death of a participant. */
@NullMarked
package dev.cloister.internal.memory;

import org.jspecify.annotations.NullMarked;
