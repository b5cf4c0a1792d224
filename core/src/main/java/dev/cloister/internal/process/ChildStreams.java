package dev.cloister.internal.process;

import dev.cloister.OutputListener;
import dev.cloister.internal.parent.WorkerProcess;
import dev.cloister.process.ProcessOptions;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The standard streams of a process by hand, as its options want them. Thread-safe. */
final class ChildStreams {
    private final String name;
    private final @Nullable OutputListener users;
    private final @Nullable PipedInput input;
    private final @Nullable PipedOutput output;

    ChildStreams(String name, ProcessOptions options) {
        this.name = name;
        this.users = options.output();
        this.input = options.pipesInput() ? new PipedInput() : null;
        this.output = options.pipesOutput() ? new PipedOutput() : null;
    }

    boolean hasInput() {
        return input != null;
    }

    /** Who gets what it prints. */
    OutputListener listener() {
        if (output != null) {
            return output;
        }
        return users != null ? users : ForwardedOutput.INSTANCE;
    }

    /** The process is ready for its input. */
    void open(WorkerProcess process) {
        if (input != null) {
            input.open(process);
        }
    }

    /** The process has read so many bytes. */
    void taken(int bytes) {
        if (input != null) {
            input.taken(bytes);
        }
    }

    /** The process has exited; its output may still be on its way. */
    void exited() {
        if (output != null) {
            output.unbound();
        }
    }

    /** All has been handed on. */
    void end() {
        if (input != null) {
            input.end();
        }
        if (output != null) {
            output.end();
        }
    }

    /** Where its standard input is written. */
    OutputStream input() {
        if (input == null) {
            throw new IllegalStateException("the standard input of " + name
                    + " is empty; for one that is written here use ProcessOptions.withPipedInput()");
        }
        return input;
    }

    /** What it prints, or its errors. */
    InputStream output(boolean errors) {
        if (output == null) {
            throw new IllegalStateException(
                    "what " + name + " prints is not read here; for that use ProcessOptions.withPipedOutput()");
        }
        return errors ? output.err() : output.out();
    }
}
