package dev.cloister.internal.client;

/** What clients need of the worker process that they are in. Thread-safe. */
public interface ClientWorker {
    /** The calling thread is about to wait for a frame: if it reads frames, another thread must. */
    void giveUpLead();

    /** The task that the calling thread runs; 0 if it runs none. */
    long currentTask();
}
