package dev.cloister.internal.process;

import dev.cloister.internal.parent.ByteListener;
import java.io.InputStream;

/** What a process prints, as two streams for its parent to read. */
final class PipedOutput implements ByteListener {
    private static final byte[] LINE_FEED = {'\n'};

    private final BoundedPipe out = new BoundedPipe();
    private final BoundedPipe err = new BoundedPipe();

    InputStream out() {
        return out.input();
    }

    InputStream err() {
        return err.input();
    }

    @Override
    public void bytes(Source source, byte[] bytes, int at, int length, boolean atLineEnd) {
        BoundedPipe pipe = source == Source.OUT ? out : err;
        pipe.write(bytes, at, length);
        if (atLineEnd) {
            pipe.write(LINE_FEED, 0, 1);
        }
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    /** The process has ended: what it left is little, and nobody must wait any more for somebody to read it. */
    void unbound() {
        out.unbound();
        err.unbound();
    }

    /** All has been written. */
    void end() {
        out.end();
        err.end();
    }
}
