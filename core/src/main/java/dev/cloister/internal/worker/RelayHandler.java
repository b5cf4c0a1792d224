package dev.cloister.internal.worker;

import dev.cloister.internal.protocol.RelayedRecord;
import dev.cloister.internal.protocol.TaggedOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends log records to the parent, through the pipe of this process's output. Writes through: a record that was logged
 * has left the process when the call returns, so a crash loses none. Waits while the parent does not read.
 */
public final class RelayHandler extends Handler {
    private final TaggedStream out = new TaggedStream(new FileOutputStream(FileDescriptor.err), TaggedOutput.BEGIN_LOG);
    private final Formatter messages = new Messages();

    /** Called by {@code java.util.logging}. */
    public RelayHandler() {}

    @Override
    public void publish(@Nullable LogRecord record) {
        if (record == null || !isLoggable(record)) {
            return;
        }
        try {
            byte[] line = relayed(record).encode();
            synchronized (out) { // the pieces of a record stay together
                out.write(line, 0, line.length);
            }
        } catch (IOException | RuntimeException e) { // a parameter's toString; the parent is gone
            reportError(null, e, ErrorManager.WRITE_FAILURE);
        }
    }

    private RelayedRecord relayed(LogRecord record) {
        String sourceClass = record.getSourceClassName();
        String source = sourceClass == null ? null : sourceClass + " " + record.getSourceMethodName();
        return new RelayedRecord(
                record.getLevel().intValue(),
                record.getInstant().toEpochMilli(),
                LogLevels.currentTask(),
                Thread.currentThread().getName(),
                record.getLoggerName(),
                source,
                messages.format(record),
                trace(record.getThrown()));
    }

    private static @Nullable String trace(@Nullable Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** The message alone, with its parameters. */
    private static final class Messages extends Formatter {
        @Override
        public String format(LogRecord record) {
            return formatMessage(record);
        }
    }
}
