package dev.cloister.internal.codec;

/** An exception in a few words, also when its own {@code toString} fails. */
public final class ErrorText {
    private static final int MAX_CHARS = 2000;

    private ErrorText() {}

    /** The exception's {@code toString}, shortened; its class name if that throws. */
    public static String of(Throwable error) {
        String text;
        try {
            text = error.toString();
        } catch (Throwable t) { // the user's getMessage or toString
            text = error.getClass().getName() + " (its toString threw "
                    + t.getClass().getName() + ")";
        }
        if (text == null) {
            return error.getClass().getName();
        }
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + " ...";
    }
}
