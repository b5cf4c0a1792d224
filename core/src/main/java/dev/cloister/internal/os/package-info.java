/** What the operating system tells and does: processors, process files, signals. The only place for native calls. */
@NullMarked
package dev.cloister.internal.os;

import org.jspecify.annotations.NullMarked;
