package dev.cloister.internal.parent;

import dev.cloister.OutputListener;

/** Gets what a process prints as it is, not as lines of text. Called by one thread. */
public interface ByteListener extends OutputListener {
    /**
     * Called with a line, or a part of a long one.
     *
     * @param atLineEnd whether a line feed follows, which is not among the bytes
     */
    void bytes(Source source, byte[] bytes, int at, int length, boolean atLineEnd);

    /** Whether it wants parts of lines as soon as they come. */
    boolean takesParts();

    @Override
    default void line(String worker, Source source, String line) {}
}
