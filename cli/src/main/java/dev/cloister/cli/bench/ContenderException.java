package dev.cloister.cli.bench;

/** Why a contender gave no figure; the message goes into its row. */
public final class ContenderException extends Exception {
    private static final long serialVersionUID = 1;

    ContenderException(String message) {
        super(message);
    }

    ContenderException(String message, Throwable cause) {
        super(message, cause);
    }
}
