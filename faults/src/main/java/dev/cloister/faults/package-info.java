/** Named faults: tasks and values that do one bad thing each. */
package dev.cloister.faults;
