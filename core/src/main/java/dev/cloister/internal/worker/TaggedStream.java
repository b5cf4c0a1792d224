package dev.cloister.internal.worker;

import dev.cloister.internal.protocol.TaggedOutput;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The worker's standard output, or its log, on the pipe of its standard error, in marked pieces. Writes through: what a task printed
 * has left the process when {@code print} returns, so a crash loses none of it.
 */
final class TaggedStream extends OutputStream {
    private final FileOutputStream out;
    private final byte begin;

    /** A piece with its marks. Guarded by this. */
    private final byte[] piece = new byte[TaggedOutput.MAX_PIECE_BYTES + 4];

    /**
     * Creates one.
     *
     * @param begin the second byte of the mark before each piece
     */
    TaggedStream(FileOutputStream out, byte begin) {
        this.out = out;
        this.begin = begin;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int at, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, TaggedOutput.MAX_PIECE_BYTES);
            piece[0] = TaggedOutput.MARK;
            piece[1] = begin;
            System.arraycopy(bytes, at + done, piece, 2, n);
            piece[n + 2] = TaggedOutput.MARK;
            piece[n + 3] = TaggedOutput.END;
            out.write(piece, 0, n + 4);
            done += n;
        }
    }
}
