package dev.cloister.internal.parent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The streams between the parent and one worker process. */
interface Connection {
    /** Frames from the worker. Called once, on the reader thread; may wait until the worker has connected. */
    InputStream frames() throws IOException;

    /** Frames to the worker. Used only after the worker's first frame. */
    OutputStream commands();

    /** Whether an interrupt of a thread that writes commands leaves them open. */
    boolean survivesInterrupts();

    /** What the worker and its native code print. */
    InputStream output();

    /** The process has ended: nobody will connect any more. */
    void processEnded();

    /** The pipes of the process itself, which the shell in front of it moved to other descriptors. */
    static Connection ofPipes(Process process) {
        return new Connection() {
            @Override
            public InputStream frames() {
                return process.getInputStream();
            }

            @Override
            public OutputStream commands() {
                return process.getOutputStream();
            }

            @Override
            public boolean survivesInterrupts() {
                return true;
            }

            @Override
            public InputStream output() {
                return process.getErrorStream();
            }

            @Override
            public void processEnded() {}
        };
    }
}
