package dev.cloister.cli.soak;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of this process to which numbers are added; what was added is there also after a {@code kill -9}. Thread-safe. */
final class RecordFile {
    private final String prefix;
    private @Nullable FileChannel file;

    RecordFile(String prefix) {
        this.prefix = prefix;
    }

    /** Adds some numbers at once, to a file in this folder, which is the same each time. */
    synchronized void add(String folder, long... numbers) throws IOException {
        FileChannel known = file;
        if (known == null) {
            Path path = Path.of(folder, prefix + ProcessHandle.current().pid() + "-" + System.nanoTime());
            known = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            file = known;
        }
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
        bytes.asLongBuffer().put(numbers);
        while (bytes.hasRemaining()) {
            known.write(bytes);
        }
    }

    /** Ends the file of this process; the next number begins another. */
    synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    /** What all processes have added to files with this prefix, one buffer per file. */
    static List<LongBuffer> readAll(Path folder, String prefix) throws IOException {
        List<LongBuffer> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
            for (Path path : files) {
                all.add(ByteBuffer.wrap(Files.readAllBytes(path)).asLongBuffer());
            }
        }
        return all;
    }

    /** Deletes the files of all processes with this prefix. */
    static void deleteAll(Path folder, String prefix) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
            for (Path path : files) {
                Files.delete(path);
            }
        }
    }
}
