package dev.cloister.internal.parent;

import dev.cloister.OutputListener;
import dev.cloister.OutputListener.Source;
import dev.cloister.internal.protocol.RelayedRecord;
import dev.cloister.internal.protocol.TaggedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a worker prints, on a thread of its own, so that the worker never waits for a full pipe: takes apart the
 * marked pieces, hands complete lines to the listener and log records to this JVM's logging, keeps the last lines of standard error as evidence.
 */
final class OutputReader implements Runnable {
    private static final int MAX_LINE_BYTES = 64 * 1024;

    /** A line that is cut is longer by as many bytes at most, so that no character is cut. */
    private static final int MAX_WITHIN = 3;

    static final int TAIL_CHARS = 8 * 1024;

    private final InputStream in;
    private final AtomicLong failures;
    private final long pid;
    private final Line outLine = new Line(Source.OUT, MAX_LINE_BYTES);
    private final Line errLine = new Line(Source.ERR, MAX_LINE_BYTES);
    private final Line logLine = new LogLine();

    /** Set when a pool takes the worker; read by the reading thread. */
    private volatile OutputListener listener;

    private volatile String worker;

    /** The last lines of standard error. Guarded by itself. */
    private final ArrayDeque<String> tail = new ArrayDeque<>();

    private final AtomicLong lines = new AtomicLong();

    private int tailChars;
    private int maxTailChars = TAIL_CHARS;

    OutputReader(InputStream in, String worker, long pid, OutputListener listener, AtomicLong failures) {
        this.in = in;
        this.pid = pid;
        this.worker = worker;
        this.listener = listener;
        this.failures = failures;
    }

    /** From now on, lines go there. */
    void redirect(String worker, OutputListener listener) {
        this.worker = worker;
        this.listener = listener;
    }

    /** How many lines have been handed on. */
    long lines() {
        return lines.get();
    }

    /** From now on, so many characters of the end of standard error are kept. */
    void keepTail(int chars) {
        synchronized (tail) {
            maxTailChars = chars;
        }
    }

    @Override
    public void run() {
        byte[] buffer = new byte[8192];
        Demultiplexer demultiplexer = new Demultiplexer();
        try {
            for (int n; (n = in.read(buffer)) >= 0; ) {
                for (int i = 0; i < n; i++) {
                    demultiplexer.take(buffer[i]);
                }
                outLine.pause();
                errLine.pause();
            }
        } catch (IOException e) {
            errLine.text("cloister: the output of " + worker + " could not be read further: " + e);
        } finally {
            demultiplexer.end();
            outLine.end();
            errLine.end();
        }
    }

    /** The last lines of standard error so far. */
    String tail() {
        synchronized (tail) {
            return String.join("\n", tail);
        }
    }

    private void keep(String line) {
        synchronized (tail) {
            tail.add(line);
            tailChars += line.length() + 1;
            while (tailChars > maxTailChars && tail.size() > 1) {
                tailChars -= tail.remove().length() + 1;
            }
        }
    }

    /** Finds the marks. */
    private final class Demultiplexer {
        /** Where the next byte belongs: outside of pieces, to standard error. */
        private Line line = errLine;

        private boolean markBegun;

        void take(byte b) {
            if (markBegun) {
                markBegun = false;
                Line next = after(b);
                if (next != null) {
                    line = next;
                    return;
                }
                line.add(TaggedOutput.MARK);
            }
            if (b == TaggedOutput.MARK) {
                markBegun = true;
            } else {
                line.add(b);
            }
        }

        /** Where bytes belong after this mark; null if it is none here. */
        private @Nullable Line after(byte mark) {
            if (line != errLine) {
                return mark == TaggedOutput.END ? errLine : null;
            }
            return mark == TaggedOutput.BEGIN ? outLine : mark == TaggedOutput.BEGIN_LOG ? logLine : null;
        }

        void end() {
            if (markBegun) {
                line.add(TaggedOutput.MARK);
            }
        }
    }

    /** Gathers the bytes of a line. */
    private class Line {
        private final Source source;
        private final int maxBytes;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** So much of it a {@link ByteListener} has got. */
        private int given;

        Line(Source source, int maxBytes) {
            this.source = source;
            this.maxBytes = maxBytes;
        }

        void add(byte b) {
            if (b == '\n') {
                complete(true);
            } else {
                if (bytes.size() >= maxBytes && (!isWithinCharacter(b) || bytes.size() >= maxBytes + MAX_WITHIN)) {
                    complete(false);
                }
                bytes.write(b);
            }
        }

        private static boolean isWithinCharacter(byte b) {
            return (b & 0xC0) == 0x80; // of UTF-8
        }

        void end() {
            if (bytes.size() > 0) {
                complete(false);
            }
        }

        /** There is no more to be read now. */
        void pause() {
            ByteListener unchanged = unchanged();
            if (unchanged != null && unchanged.takesParts()) {
                give(unchanged, false);
            }
        }

        private void complete(boolean atLineEnd) {
            String line = bytes.toString(StandardCharsets.UTF_8);
            ByteListener unchanged = unchanged();
            if (unchanged != null) {
                if (source == Source.ERR) {
                    keep(line);
                }
                give(unchanged, atLineEnd);
                bytes.reset();
                given = 0;
            } else {
                bytes.reset();
                text(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            }
            lines.incrementAndGet();
        }

        /** Who gets what comes here as it is; null if it goes elsewhere as text. */
        @Nullable
        ByteListener unchanged() {
            return listener instanceof ByteListener known ? known : null;
        }

        private void give(ByteListener unchanged, boolean atLineEnd) {
            int from = given;
            given = bytes.size();
            if (given > from || atLineEnd) {
                try {
                    unchanged.bytes(source, bytes.toByteArray(), from, given - from, atLineEnd);
                } catch (Throwable t) { // the stream that it goes to is the user's
                    failed("", "where its output goes", t);
                }
            }
        }

        void text(String line) {
            if (source == Source.ERR) {
                keep(line);
            }
            try {
                listener.line(worker, source, line);
            } catch (Throwable t) { // the user's listener; the worker's pipe must be read on
                failed(line, "the output listener", t);
            }
        }
    }

    /** A line that is a log record. */
    private final class LogLine extends Line {
        LogLine() {
            super(Source.ERR, RelayedRecord.MAX_LINE_BYTES);
        }

        @Override
        void end() {} // the worker ended within it

        @Override
        @Nullable
        ByteListener unchanged() {
            return null;
        }

        @Override
        void text(String line) {
            try {
                ParentLog.log(worker, pid, line);
            } catch (Throwable t) { // the user's handler or filter, or its configuration
                failed(line, "the parent's logging", t);
            }
        }
    }

    private void failed(String line, String who, Throwable t) {
        failures.incrementAndGet();
        System.err.println("[" + worker + "] " + line + " (" + who + " threw "
                + t.getClass().getName() + ")");
    }
}
