/** Objects that live at a manager: what is done with them where they live, and how others reach them. */
@NullMarked
package dev.cloister.internal.manager;

import org.jspecify.annotations.NullMarked;
