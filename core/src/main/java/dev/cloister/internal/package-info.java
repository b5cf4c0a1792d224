/** The place where implementations are chosen for the interfaces that users see. */
@NullMarked
package dev.cloister.internal;

import org.jspecify.annotations.NullMarked;
