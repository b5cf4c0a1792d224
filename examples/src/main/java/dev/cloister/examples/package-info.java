/** Programs to read and run, one per section of the article. */
package dev.cloister.examples;
