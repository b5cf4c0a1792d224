/** Events for Java Flight Recorder. Loaded only when something records. */
@NullMarked
package dev.cloister.internal.events;

import org.jspecify.annotations.NullMarked;
