/** The report of {@code cloister bench} as a page to look at. */
@NullMarked
package dev.cloister.cli.report;

import org.jspecify.annotations.NullMarked;
