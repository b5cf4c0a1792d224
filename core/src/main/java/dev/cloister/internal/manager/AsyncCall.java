package dev.cloister.internal.manager;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A call on a virtual thread, in the name of the thread that asked for it. To cancel it interrupts it. */
public final class AsyncCall<T extends @Nullable Object> extends CompletableFuture<T> {
    /** So many run at a time in this process; the others wait. */
    private static final Semaphore PLACES = new Semaphore(64, true);

    private final Callable<? extends T> call;
    private final long inTheNameOf;
    private final Thread runner;

    private AsyncCall(String manager, Callable<? extends T> call) {
        this.call = call;
        this.inTheNameOf = CallingThread.current().number();
        this.runner = Thread.ofVirtual().name("cloister-" + manager + "-async").unstarted(this::run);
    }

    /** Begins. */
    public static <T extends @Nullable Object> AsyncCall<T> start(String manager, Callable<? extends T> call) {
        AsyncCall<T> started = new AsyncCall<>(manager, call);
        started.runner.start();
        return started;
    }

    private void run() {
        try {
            PLACES.acquire();
            try {
                CallingThread.current().inTheNameOf = inTheNameOf;
                boolean _ = complete(call.call());
            } finally {
                PLACES.release();
            }
        } catch (InterruptedException e) {
            boolean _ = completeExceptionally(new CancellationException("interrupted"));
        } catch (Throwable t) { // the call's; it goes to who waits
            boolean _ = completeExceptionally(t);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled && mayInterruptIfRunning) {
            runner.interrupt();
        }
        return cancelled;
    }
}
