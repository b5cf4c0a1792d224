package dev.cloister.internal.manager;

/** What can be done with a managed queue whose items are acknowledged. */
public interface JoinableQueueOperations<E> extends QueueOperations<E> {}
