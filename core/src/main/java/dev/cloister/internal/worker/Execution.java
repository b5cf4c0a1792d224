package dev.cloister.internal.worker;

/** A thread while it runs one task, so that an interrupt cannot hit the next, nor the telling of its start. */
final class Execution {
    final Thread thread;

    /** Guarded by this, as the other two. */
    private boolean begun;

    private boolean ended;
    private boolean interrupted;

    Execution(Thread thread) {
        this.thread = thread;
    }

    synchronized void interrupt() {
        interrupted = true;
        if (begun && !ended) {
            thread.interrupt();
        }
    }

    synchronized boolean isInterrupted() {
        return interrupted;
    }

    synchronized void begin() {
        begun = true;
        if (interrupted) {
            thread.interrupt();
        }
    }

    synchronized void end() {
        ended = true;
        Thread.interrupted();
    }
}
