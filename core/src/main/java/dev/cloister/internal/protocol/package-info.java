/** What the parent and a worker say to each other, and its byte layout: the Java half of docs/PROTOCOL.md. */
@NullMarked
package dev.cloister.internal.protocol;

import org.jspecify.annotations.NullMarked;
