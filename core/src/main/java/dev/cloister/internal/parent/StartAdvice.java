package dev.cloister.internal.parent;

/** Says in words what the JDK says in numbers when a process cannot be started. */
final class StartAdvice {
    private StartAdvice() {}

    static String explain(Throwable t) {
        String message = String.valueOf(t.getMessage());
        if (message.contains("error: 24") || message.contains("error=24") || message.contains("Too many open files")) {
            return "too many open files (EMFILE): raise the limit (ulimit -n) or lower the number of workers; "
                    + message;
        }
        if (message.contains("error: 11") || message.contains("error=11")) {
            return "too many processes (EAGAIN): raise the limit (ulimit -u) or lower the number of workers; "
                    + message;
        }
        if (message.contains("error: 12") || message.contains("error=12")) {
            return "not enough memory (ENOMEM); " + message;
        }
        if (message.contains("unable to create native thread")) {
            return "too many threads or processes, or no memory for one more: raise the limits (ulimit -u, pids.max of the"
                    + " container) or lower the number of workers; " + message;
        }
        if (message.contains("spawn helper") && message.contains("exit code: 127")) {
            return "too many open files (EMFILE), most likely: the JDK's spawn helper could not load the C library; raise"
                    + " the limit (ulimit -n) or lower the number of workers; " + message;
        }
        if (message.contains("Spawn helper") || message.contains("jspawnhelper")) {
            return "the JDK's spawn helper failed: was the JDK under this program replaced while it ran? Restart the"
                    + " program; " + message;
        }
        return t.toString();
    }
}
