/**
 * Which backend suits a piece of work, found out by measuring it: {@link dev.cloister.advice.Advisor} for those who ask, {@code
 * Pool.auto()} for those who want it done.
 */
@NullMarked
package dev.cloister.advice;

import org.jspecify.annotations.NullMarked;
