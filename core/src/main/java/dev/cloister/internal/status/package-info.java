/** Boards: what the pools of a program do, in files that {@code cloister top} reads. Written in the parent, read by anybody. */
@NullMarked
package dev.cloister.internal.status;

import org.jspecify.annotations.NullMarked;
