/** The page that shows what {@code cloister bench} has measured. */
package dev.cloister.cli.report;
