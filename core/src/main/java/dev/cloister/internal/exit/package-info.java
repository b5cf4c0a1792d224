/** What a JVM does when it ends, in which order: in the parent and in workers. */
@NullMarked
package dev.cloister.internal.exit;

import org.jspecify.annotations.NullMarked;
