package dev.cloister.internal.remote;

import java.io.ObjectInputFilter;

/**
 * What the other side may send when it is known.
 *
 * @param filter of the classes that are deserialized
 * @param maxMessageBytes the longest message
 */
public record SessionLimits(ObjectInputFilter filter, int maxMessageBytes) {}
