package dev.cloister;

import org.jspecify.annotations.Nullable;

/**
 * A task threw an exception that cannot be rebuilt in this process: its class is not here, or it cannot be serialized,
 * or its own code fails. Carries what is known of it as text.
 *
 * {@snippet :
 * static String describe(dev.cloister.RemoteTaskException e) {
 *     return e.remoteClassName() + ": " + e.remoteMessage() + System.lineSeparator() + e.remoteStackTrace();
 * }
 * }
 */
public non-sealed class RemoteTaskException extends TaskException {
    private static final long serialVersionUID = 1;

    private final String remoteClassName;
    private final @Nullable String remoteMessage;
    private final String remoteStackTrace;

    /**
     * Creates one.
     *
     * @param remoteClassName the class of the exception that was thrown
     * @param remoteMessage its message
     * @param remoteStackTrace its stack trace with its causes, as text
     * @param reason why it could not be rebuilt
     */
    public RemoteTaskException(
            String remoteClassName,
            @Nullable String remoteMessage,
            String remoteStackTrace,
            @Nullable Throwable reason) {
        super(
                "the task threw " + remoteClassName + (remoteMessage == null ? "" : ": " + remoteMessage)
                        + " (it cannot be rebuilt in this process"
                        + (reason == null ? "" : ": " + reason.getClass().getName())
                        + "; its stack in the worker:"
                        + System.lineSeparator()
                        + remoteStackTrace.stripTrailing()
                        + ")",
                reason);
        this.remoteClassName = remoteClassName;
        this.remoteMessage = remoteMessage;
        this.remoteStackTrace = remoteStackTrace;
    }

    /** The name of the class of the exception that the task threw. */
    public String remoteClassName() {
        return remoteClassName;
    }

    /** Its message. */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /** Its stack trace in the worker, with its causes. At most 64 Ki characters. */
    public String remoteStackTrace() {
        return remoteStackTrace;
    }
}
