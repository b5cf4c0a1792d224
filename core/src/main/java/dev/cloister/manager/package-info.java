/**
 * Objects that live at a manager, in this JVM, in a process of its own or on another host, and that any process which has
 * a handle uses as if they were its own.
 */
@NullMarked
package dev.cloister.manager;

import org.jspecify.annotations.NullMarked;
