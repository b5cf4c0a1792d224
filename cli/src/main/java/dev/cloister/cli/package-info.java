/** The command {@code cloister} and its subcommands. */
package dev.cloister.cli;
