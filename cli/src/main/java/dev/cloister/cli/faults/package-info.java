/**
 * The command {@code cloister bench faults}: a {@code FaultRow} says what goes wrong, its {@code Scenario} makes it go wrong
 * and looks, {@code FaultRun} judges what was seen, {@code FaultReport} prints it. {@code PythonFaults} has CPython do the
 * same by {@code faults.py}.
 */
package dev.cloister.cli.faults;
