/** Task path, beside stations 3 to 8, in the parent: worker processes are launched, watched, killed and their ends explained. */
@NullMarked
package dev.cloister.internal.parent;

import org.jspecify.annotations.NullMarked;
