/**
 * Connections to other processes, on this host and others: {@link dev.cloister.remote.Listener} and {@link
 * dev.cloister.remote.Client}, over TCP or Unix domain sockets. Both sides prove that they have the same {@link
 * dev.cloister.remote.AuthenticationKey} before anything else is read. {@code multiprocessing.connection} of Python; it does
 * not speak Python's protocol.
 */
@NullMarked
package dev.cloister.remote;

import org.jspecify.annotations.NullMarked;
