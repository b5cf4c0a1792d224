package dev.cloister;

import dev.cloister.internal.context.ProcessIdentity;
import dev.cloister.internal.context.WorkerContext;
import java.io.Serializable;

/**
 * The worker that runs the calling code: a process, a thread of a pool of platform threads, or the whole pool when it is
 * one of virtual threads or a serial one.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(2)) {
 *     String who = pool.submit(() -> dev.cloister.Worker.current().name()).get();
 *     int slot = pool.submit(() -> dev.cloister.Worker.current().number()).get();
 * }
 * }
 *
 * @param name its name in the pool, such as {@code worker-3}, which no later worker has; that of the thread for a pool of
 *     platform threads
 * @param number the smallest number, from 0, that no other living worker of the pool had when this one was started: less
 *     than the size of the pool, and taken over by a replacement, so it can choose a port, a device or a directory. Only
 *     while a worker that was replaced before its end is on its way out can the number reach the size
 * @param pid its process id; that of this JVM on thread backends
 * @param pool the name of its pool
 * @param process whether it is a process of its own
 */
public record Worker(String name, int number, long pid, String pool, boolean process) implements Serializable {
    /**
     * The worker of the task that the calling thread runs. In a worker process also on threads that tasks started.
     *
     * @throws IllegalStateException outside of a task, an initializer or a finalizer
     */
    public static Worker current() {
        WorkerContext context = WorkerContext.current();
        if (context == null || isByHand(context)) {
            throw new IllegalStateException(
                    "this is no worker: Worker.current() is for tasks and initializers of a pool; ask Worker.isCurrent()"
                            + " where it is not known whether one runs");
        }
        return new Worker(
                context.name(), context.number(), ProcessHandle.current().pid(), context.pool(), context.isProcess());
    }

    /** Whether the calling code runs in a worker. */
    public static boolean isCurrent() {
        WorkerContext context = WorkerContext.current();
        return context != null && !isByHand(context);
    }

    /** Whether it stands for a process that belongs to no pool. */
    private static boolean isByHand(WorkerContext context) {
        return context.isProcess() && ProcessIdentity.isByHand();
    }
}
