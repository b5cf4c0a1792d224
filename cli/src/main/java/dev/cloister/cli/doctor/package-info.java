/** The command {@code cloister doctor}. */
package dev.cloister.cli.doctor;
