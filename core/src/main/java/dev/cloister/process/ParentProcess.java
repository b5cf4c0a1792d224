package dev.cloister.process;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process that started this one; {@code multiprocessing.parent_process} of Python. When it dies, this process dies
 * within moments too, so that code here sees its end at most briefly.
 *
 * {@snippet :
 * String above = dev.cloister.process.JvmProcess.parentProcess()
 *         .map(dev.cloister.process.ParentProcess::name)
 *         .orElse("this is the root");
 * }
 */
public final class ParentProcess {
    private final String name;
    private final ProcessHandle handle;

    ParentProcess(String name, ProcessHandle handle) {
        this.name = name;
        this.handle = handle;
    }

    /** Its name; {@code main} for the first process of a program. */
    public String name() {
        return name;
    }

    /** Its process id. */
    public long pid() {
        return handle.pid();
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return handle.isAlive();
    }

    /** Done when it has ended; a future of the caller's own. */
    public CompletableFuture<ParentProcess> onExit() {
        return handle.onExit().thenApply(ended -> this);
    }

    /**
     * Waits until it has ended.
     *
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    public void join() throws InterruptedException {
        boolean _ = join(Duration.ofSeconds(Long.MAX_VALUE));
    }

    /**
     * Waits until it has ended, not longer than this.
     *
     * @param timeout zero or less to look only
     * @return whether it has ended
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    public boolean join(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        try {
            var _ = handle.onExit().get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return !isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the system does not tell of the end of process " + pid(), e);
        }
    }

    /** Its name and process id. */
    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
