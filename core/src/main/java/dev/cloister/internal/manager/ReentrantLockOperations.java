package dev.cloister.internal.manager;

/** What can be done with a managed lock that is reentrant. */
public interface ReentrantLockOperations extends LockOperations {}
