/**
 * The command {@code cloister bench soak}: {@code Submitter} threads keep a pool busy with {@code SoakTask}s whose results
 * they know, a {@code Killer} ends workers as its seed says, {@code SoakRun} counts what went wrong.
 */
package dev.cloister.cli.soak;
