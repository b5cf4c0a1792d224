/** Listeners and connections over sockets: handshake, frames with proofs of their origin, limits for those that are not known yet. */
@NullMarked
package dev.cloister.internal.remote;

import org.jspecify.annotations.NullMarked;
