package dev.cloister.internal.parent;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Starts all processes, on one thread that never ends: Linux ties a child's parent-death signal to the thread that
 * started it, so a worker started from a pool's or a virtual thread would be killed when that thread ends.
 */
final class Spawner {
    private static final LinkedBlockingQueue<Runnable> REQUESTS = new LinkedBlockingQueue<>();
    private static final Thread THREAD = start();

    private Spawner() {}

    /** The thread; with no lambda, because linking the first one of a program takes some 10 ms. */
    private static final class Server extends Thread {
        Server() {
            super("cloister-spawner");
            setDaemon(true);
        }

        @Override
        public void run() {
            serve();
        }
    }

    private static Thread start() {
        Thread thread = new Server();
        thread.start();
        return thread;
    }

    /** Runs something that starts processes, soon. It must not throw and not wait. */
    static void execute(Runnable request) {
        REQUESTS.add(request);
    }

    /** Starts a process and waits for it to be started. By who holds no lock that the spawner's requests take. */
    static Process start(ProcessBuilder builder) throws IOException {
        return call(builder::start);
    }

    /** Runs something that starts processes and waits for it. By who holds no lock that the spawner's requests take. */
    static <T> T call(Callable<T> body) throws IOException {
        FutureTask<T> request = new FutureTask<>(body);
        if (Thread.currentThread() == THREAD) {
            request.run();
        } else {
            execute(request);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return request.get();
                } catch (InterruptedException e) { // the process is being started: its handle must not be lost
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void serve() {
        while (true) {
            try {
                REQUESTS.take().run();
            } catch (Throwable t) { // a request that breaks its promise; this thread must live
                Thread.interrupted();
                System.err.println("cloister: starting a process failed in an unforeseen way: " + t);
            }
        }
    }
}
