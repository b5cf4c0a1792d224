/**
 * What lies in shared memory, hammered by two threads that stand for two processes: the processor does not care which. One
 * class per structure; the outcomes say what may happen.
 */
package dev.cloister.stress;
