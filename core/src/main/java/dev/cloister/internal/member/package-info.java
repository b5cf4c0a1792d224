/** This process as one of those that use shared objects: its connection to the hub, and what waits here. */
@NullMarked
package dev.cloister.internal.member;

import org.jspecify.annotations.NullMarked;
