package dev.cloister.cli.soak;

import dev.cloister.shared.Connection;
import dev.cloister.shared.JoinableQueue;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.SharedBarrier;
import dev.cloister.shared.SharedCondition;
import dev.cloister.shared.SharedEvent;
import dev.cloister.shared.SharedLock;
import dev.cloister.shared.SharedLong;
import dev.cloister.shared.SharedQueue;
import dev.cloister.shared.SharedSemaphore;
import java.io.Serial;
import java.io.Serializable;

/**
 * What all processes of a soak use at once.
 *
 * @param queue of items
 * @param joinable of items that are acknowledged
 * @param echo the tasks' end of a pipe at whose other end everything is sent back
 * @param lock of the counter
 * @param counter of increments
 * @param semaphore with {@link #PERMITS}
 * @param gate the lock of the condition
 * @param condition that somebody signals now and then
 * @param event that is set and cleared
 * @param barrier for {@link #PARTIES}
 */
record SharedThings(
        SharedQueue<Long> queue,
        JoinableQueue<Long> joinable,
        Connection echo,
        SharedLock lock,
        SharedLong counter,
        SharedSemaphore semaphore,
        SharedLock gate,
        SharedCondition condition,
        SharedEvent event,
        SharedBarrier barrier)
        implements Serializable, AutoCloseable {
    static final int PERMITS = 2;
    static final int PARTIES = 2;

    @Serial
    private static final long serialVersionUID = 1;

    private static final int CAPACITY = 16;

    /** New ones. */
    static SharedThings create(Pipe pipe) {
        SharedLock gate = SharedLock.create();
        return new SharedThings(
                SharedQueue.create(CAPACITY),
                JoinableQueue.create(CAPACITY),
                pipe.second(),
                SharedLock.create(),
                SharedLong.raw(0),
                SharedSemaphore.bounded(PERMITS),
                gate,
                gate.newCondition(),
                SharedEvent.create(),
                SharedBarrier.create(PARTIES));
    }

    /** Where they were created: ends them for all. Elsewhere: lets go of them. */
    @Override
    public void close() {
        queue.close();
        joinable.close();
        echo.close();
        lock.close();
        counter.close();
        semaphore.close();
        condition.close();
        gate.close();
        event.close();
        barrier.close();
    }
}
