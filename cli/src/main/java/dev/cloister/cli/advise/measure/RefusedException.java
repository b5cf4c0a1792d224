package dev.cloister.cli.advise.measure;

/** What was asked for cannot be measured: the message says what, and what to do. Unchecked, as iterators throw it too. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates one. */
    public RefusedException(String message) {
        super(message);
    }
}
