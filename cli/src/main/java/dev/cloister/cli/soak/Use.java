package dev.cloister.cli.soak;

import java.io.IOException;

/** What a process notes of its use of shared things, so that it is known after its death: each with one number. */
enum Use {
    /** It is about to put this item. */
    PUTTING(1),
    /** It has put it. */
    PUT(2),
    /** There was no place for it in time. */
    REFUSED(3),
    /** It has taken this item. */
    TOOK(4),
    /** It is about to send this message. */
    SENDING(5),
    /** It has received this message back. */
    RECEIVED(6),
    /** It has incremented the counter, so often up to now in this shift. */
    COUNTED(7),
    /** It waited so many milliseconds more than it had asked for. */
    WAITED(8);

    static final String PREFIX = "uses-";

    private static final RecordFile FILE = new RecordFile(PREFIX);

    private final long code;

    Use(long code) {
        this.code = code;
    }

    /** The one that was noted with this number. */
    static Use of(long code) {
        for (Use use : values()) {
            if (use.code == code) {
                return use;
            }
        }
        throw new IllegalArgumentException("no use has the number " + code);
    }

    void note(String folder, long number) throws IOException {
        FILE.add(folder, code, number);
    }

    /** Ends the notes of this process. */
    static void closeFile() throws IOException {
        FILE.close();
    }
}
