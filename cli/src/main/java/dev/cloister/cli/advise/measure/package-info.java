/**
 * The program that {@code cloister advise} starts to measure: it has the user's class path, and needs nothing but Cloister's
 * core beside it.
 */
package dev.cloister.cli.advise.measure;
