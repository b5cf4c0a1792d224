package dev.cloister.internal.protocol;

/**
 * How a worker's {@code System.out} shares the pipe of its standard error: each piece is written in one call, between
 * two marks. What is outside of marks is standard error, so that what native code and the JVM write on descriptors 1 and
 * 2 needs no mark. Log records travel the same way, as lines ({@link RelayedRecord}) between marks of their own. A piece with its marks is not longer than what a pipe takes in one go, so pieces are never mixed.
 *
 * <pre>
 *   0x01 'O' | up to 4092 bytes | 0x01 'E'
 *   0x01 'L' | up to 4092 bytes of log records | 0x01 'E'
 * </pre>
 */
public final class TaggedOutput {
    /** The first byte of both marks. */
    public static final byte MARK = 1;

    /** The second byte of the mark before a piece of standard output. */
    public static final byte BEGIN = 'O';

    /** The second byte of the mark before a piece of log records. */
    public static final byte BEGIN_LOG = 'L';

    /** The second byte of the mark after either. */
    public static final byte END = 'E';

    /** The longest piece: PIPE_BUF (4096 on Linux, at least 512 by POSIX) less the marks. */
    public static final int MAX_PIECE_BYTES = 4092;

    private TaggedOutput() {}
}
