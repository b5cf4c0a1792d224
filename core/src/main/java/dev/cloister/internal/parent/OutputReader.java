package dev.cloister.internal.parent;

import dev.cloister.OutputListener;
import dev.cloister.OutputListener.Source;
import dev.cloister.internal.protocol.TaggedOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads what a worker prints, on a thread of its own, so that the worker never waits for a full pipe: takes apart the
 * marked pieces, hands complete lines to the listener, keeps the last lines of standard error as evidence.
 */
final class OutputReader implements Runnable {
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int TAIL_CHARS = 8 * 1024;

    private final InputStream in;
    private final AtomicLong failures;
    private final Line outLine = new Line(Source.OUT);
    private final Line errLine = new Line(Source.ERR);

    /** Set when a pool takes the worker; read by the reading thread. */
    private volatile OutputListener listener;

    private volatile String worker;

    /** The last lines of standard error. Guarded by itself. */
    private final ArrayDeque<String> tail = new ArrayDeque<>();

    private int tailChars;

    OutputReader(InputStream in, String worker, OutputListener listener, AtomicLong failures) {
        this.in = in;
        this.worker = worker;
        this.listener = listener;
        this.failures = failures;
    }

    /** From now on, lines go there. */
    void redirect(String worker, OutputListener listener) {
        this.worker = worker;
        this.listener = listener;
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
            while (tailChars > TAIL_CHARS && tail.size() > 1) {
                tailChars -= tail.remove().length() + 1;
            }
        }
    }

    /** Finds the marks. */
    private final class Demultiplexer {
        private boolean inPiece;
        private boolean markBegun;

        void take(byte b) {
            if (markBegun) {
                markBegun = false;
                if (b == (inPiece ? TaggedOutput.END : TaggedOutput.BEGIN)) {
                    inPiece = !inPiece;
                    return;
                }
                line().add(TaggedOutput.MARK);
            }
            if (b == TaggedOutput.MARK) {
                markBegun = true;
            } else {
                line().add(b);
            }
        }

        void end() {
            if (markBegun) {
                line().add(TaggedOutput.MARK);
            }
        }

        private Line line() {
            return inPiece ? outLine : errLine;
        }
    }

    /** Gathers the bytes of a line. */
    private final class Line {
        private final Source source;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Line(Source source) {
            this.source = source;
        }

        void add(byte b) {
            if (b == '\n') {
                complete();
            } else {
                bytes.write(b);
                if (bytes.size() >= MAX_LINE_BYTES) {
                    complete();
                }
            }
        }

        void end() {
            if (bytes.size() > 0) {
                complete();
            }
        }

        private void complete() {
            String line = bytes.toString(StandardCharsets.UTF_8);
            bytes.reset();
            text(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }

        void text(String line) {
            if (source == Source.ERR) {
                keep(line);
            }
            try {
                listener.line(worker, source, line);
            } catch (Throwable t) { // the user's listener; the worker's pipe must be read on
                failures.incrementAndGet();
                System.err.println("[" + worker + "] " + line + " (the output listener threw "
                        + t.getClass().getName() + ")");
            }
        }
    }
}
