/** Keeps the shared objects of a tree of processes: in the parent of them all. */
@NullMarked
package dev.cloister.internal.hub;

import org.jspecify.annotations.NullMarked;
