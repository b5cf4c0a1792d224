package dev.cloister.internal.manager;

/** What can be done with a managed deque. */
public interface DequeOperations<E> extends QueueOperations<E> {}
