/** Contracts, faults and extensions for the tests of Cloister and of what is built on it. */
package dev.cloister.testkit;
