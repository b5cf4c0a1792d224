/** The command {@code cloister top}. */
package dev.cloister.cli.top;
