package dev.cloister;

import org.jspecify.annotations.Nullable;

/** The task is at fault, its process is not. */
public abstract sealed class TaskException extends CloisterException permits RemoteTaskException {
    private static final long serialVersionUID = 1;

    TaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
