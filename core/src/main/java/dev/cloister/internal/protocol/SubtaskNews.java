package dev.cloister.internal.protocol;

import java.io.IOException;

/**
 * The body of SUBTASK_NEWS.
 *
 * @param kind what happened; the others are 0 or empty unless it says what they are
 * @param task a task
 * @param text a text
 * @param body the body of another frame
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SubtaskNews(int kind, long task, String text, byte[] body) {
    /** The task failed: the text says where, the body is that of ERROR. */
    public static final int FAILED = 0;

    /** The task was cancelled. */
    public static final int CANCELLED = 1;

    /** SUBMIT_CANCEL came too late, or the task runs and may not be interrupted. */
    public static final int NOT_CANCELLED = 2;

    /** The task was run again: the body is that of RESULT, its value the deaths after which. Before its end. */
    public static final int RETRIED = 3;

    /** The task that waits for this one waits in vain: the task is that one, the text says why. */
    public static final int WAIT_IN_VAIN = 4;

    private static final byte[] NOTHING = {};

    /** News that is told by its kind. */
    public static SubtaskNews of(int kind) {
        return new SubtaskNews(kind, 0, "", NOTHING);
    }

    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(body.length + text.length() + 24)
                .putByte(kind)
                .putLong(task)
                .putString(text)
                .putSized(body)
                .toBytes();
    }

    /** From bytes. */
    public static SubtaskNews decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        return new SubtaskNews(source.takeByte(), source.takeLong(), source.takeText(), source.takeSized());
    }
}
