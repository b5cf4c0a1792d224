/**
 * The command {@code cloister bench ipc}: each {@code Measure} of what processes share is run by turns in this program (on
 * the worker processes of a {@code Bed}) and in CPython ({@code ipc.py}); {@code IpcRun} takes the medians.
 */
package dev.cloister.cli.ipc;
