package dev.cloister.internal.protocol;

/**
 * One message.
 *
 * @param type what it says
 * @param id of the task, function or request that it is about; 0 if it is about none
 * @param body what the type prescribes; not copied, never changed
 */
public record Frame(FrameType type, long id, byte[] body) {
    /** The body of a message that has none. */
    public static final byte[] NO_BODY = {};

    /** A frame without a body. */
    public static Frame of(FrameType type, long id) {
        return new Frame(type, id, NO_BODY);
    }

    @Override
    public String toString() {
        return type + "(" + id + ", " + body.length + " bytes)";
    }
}
