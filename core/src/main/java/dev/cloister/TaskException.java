package dev.cloister;

import org.jspecify.annotations.Nullable;

/** The task is at fault, not its process. */
public abstract sealed class TaskException extends CloisterException permits RemoteTaskException, TaskTimeoutException {
    private static final long serialVersionUID = 1;

    TaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
