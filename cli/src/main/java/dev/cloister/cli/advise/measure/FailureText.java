package dev.cloister.cli.advise.measure;

import dev.cloister.RemoteTaskException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What was thrown, with its stack, for people. */
final class FailureText {
    private static final int MAX_CAUSES = 10;

    private FailureText() {}

    /** All of it. */
    static String whole(Throwable thrown) {
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        return stack.toString().stripTrailing();
    }

    /** What a task threw, without the frames of who called it. */
    static String ofTask(Throwable thrown) {
        if (thrown instanceof RemoteTaskException remote) { // its class is not known here
            return remote.remoteStackTrace().stripTrailing();
        }
        StringBuilder text = new StringBuilder();
        String before = "";
        int left = MAX_CAUSES;
        for (Throwable at = thrown; at != null && left > 0; at = at.getCause()) {
            text.append(before).append(at);
            for (StackTraceElement frame : at.getStackTrace()) {
                if (frame.getClassName().equals(StaticCall.class.getName())) {
                    break;
                }
                text.append("\n\tat ").append(frame);
            }
            before = "\nCaused by: ";
            left--;
        }
        return text.toString();
    }
}
