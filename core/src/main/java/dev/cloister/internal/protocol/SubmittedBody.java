package dev.cloister.internal.protocol;

import java.io.IOException;

/**
 * The body of SUBMITTED.
 *
 * @param taskId the number that the task has in its pool; 0 if it was refused
 * @param error the body of ERROR, if it was refused
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SubmittedBody(long taskId, byte[] error) {
    /** To bytes. */
    public byte[] encode() {
        return new ByteSink(error.length + 12).putLong(taskId).putSized(error).toBytes();
    }

    /** From bytes. */
    public static SubmittedBody decode(byte[] body) throws IOException {
        ByteSource source = new ByteSource(body);
        return new SubmittedBody(source.takeLong(), source.takeSized());
    }
}
