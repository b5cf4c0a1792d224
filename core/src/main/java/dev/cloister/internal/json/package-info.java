/** JSON, read strictly and written plainly. */
@org.jspecify.annotations.NullMarked
package dev.cloister.internal.json;
