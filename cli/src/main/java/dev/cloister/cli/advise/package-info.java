/** The command {@code cloister advise}: says which backend suits a static method, by measuring it. */
package dev.cloister.cli.advise;
