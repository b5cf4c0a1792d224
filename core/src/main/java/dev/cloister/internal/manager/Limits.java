package dev.cloister.internal.manager;

import java.io.Serializable;

/**
 * What a manager allows at most.
 *
 * @param maxConnections from all processes
 * @param maxConnectionsPerClient from one process: so many of its calls can be under way at a time
 * @param maxObjects that exist
 * @param maxMessageBytes arguments or result of a call
 * @param callNanos what a call is given that is given no time of its own; 0 for as long as it takes
 */
public record Limits(
        int maxConnections, int maxConnectionsPerClient, int maxObjects, int maxMessageBytes, long callNanos)
        implements Serializable {}
