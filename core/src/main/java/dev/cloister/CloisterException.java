package dev.cloister;

import org.jspecify.annotations.Nullable;

/**
 * The root of Cloister's own errors. A task's own exception is never one of these: it reaches the caller as itself.
 *
 * {@snippet :
 * try (var pool = dev.cloister.Pool.ofProcesses(1)) {
 *     pool.submit(() -> Runtime.getRuntime().halt(3)).get();
 * } catch (java.util.concurrent.ExecutionException e) {
 *     switch (e.getCause()) {
 *         case dev.cloister.WorkerException died -> System.out.println(died.death().exitCode());
 *         case dev.cloister.CloisterException other -> System.out.println(other.getMessage());
 *         default -> System.out.println("the task's own exception");
 *     }
 * } catch (InterruptedException e) {
 *     Thread.currentThread().interrupt();
 * }
 * }
 */
public abstract sealed class CloisterException extends RuntimeException
        permits TaskException,
                WorkerException,
                CodecException,
                BrokenPoolException,
                ManagerException,
                SharedObjectException {
    private static final long serialVersionUID = 1;

    CloisterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
