package dev.cloister.internal.manager;

import org.jspecify.annotations.Nullable;

/** What can be done with a managed value: an array of one. */
public interface ValueOperations<T extends @Nullable Object> extends ArrayOperations<T> {}
