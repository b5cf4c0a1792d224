package dev.cloister.internal.manager;

import org.jspecify.annotations.Nullable;

/**
 * Where the calls of one caller run, one after the other; each can be interrupted, and none is by an interrupt that was meant for
 * another. Thread-safe: one thread runs them, any thread interrupts.
 */
final class RunningCall {
    /** The thread that runs it; null between two calls. Guarded by this, as all fields. */
    private @Nullable Thread thread;

    /** The number of the call that runs, or of the last that did. Ever larger. */
    private int number;

    /** This call is to be interrupted as soon as it begins. */
    private int interruptLater;

    private boolean interrupted;
    private boolean ended;

    /** The calling thread begins a call. Returns false if no more may begin. */
    synchronized boolean begin(int call) {
        if (ended) {
            return false;
        }
        thread = Thread.currentThread();
        number = call;
        interrupted = interruptLater == call;
        if (interrupted) {
            thread.interrupt();
        }
        return true;
    }

    /** The call is over; the thread is not interrupted because of it any more. */
    synchronized void end() {
        thread = null;
        if (interrupted) {
            boolean _ = Thread.interrupted();
            interrupted = false;
        }
    }

    /** Interrupts a call, if it runs or is still to come. */
    synchronized void interrupt(int call) {
        if (call == number && thread != null) {
            interrupted = true;
            thread.interrupt();
        }
        if (call >= number) {
            interruptLater = call; // also those that are done as one with it and come after
        }
    }

    /** Interrupts what runs, and lets nothing begin any more. */
    synchronized void interruptForEver() {
        ended = true;
        if (thread != null) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /** Whether {@link #interruptForEver} was called. */
    synchronized boolean isEnded() {
        return ended;
    }
}
