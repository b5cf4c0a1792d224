package dev.cloister.cli.advise.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file or of standard input as arguments. The first {@value #CHECKED} are read when it is opened, so that a bad one
 * among them is told before anything runs; the others of a file when they are asked for, those of standard input not at all. Used by one
 * thread at a time.
 */
final class InputLines implements AutoCloseable {
    /** How many lines are looked at before the measurement. */
    static final int CHECKED = 1000;

    /** A file with more bytes is not counted: it would take seconds. */
    private static final long MAX_COUNTED_BYTES = 1L << 30;

    private static final int MAX_SHOWN = 200;

    private final String name;
    private final @Nullable Path file;
    private final Conversion conversion;
    private final Class<?> type;
    private final List<String> first = new ArrayList<>();
    private final long count;

    private BufferedReader reader;

    /** How many lines the reader has given. */
    private long position;

    private InputLines(String name, @Nullable Path file, Conversion conversion, Class<?> type) throws IOException {
        this.name = name;
        this.file = file;
        this.conversion = conversion;
        this.type = type;
        this.reader = reader(file);
        for (String line = readLine(); line != null; line = first.size() < CHECKED ? readLine() : null) {
            first.add(line);
            var _ = convert(line, first.size(), this::check);
        }
        boolean all = first.size() < CHECKED;
        this.count = all ? first.size() : file == null ? -1 : count(file);
    }

    /**
     * Opens them.
     *
     * @param name for messages
     * @param file null for standard input
     * @throws RefusedException if there is no line, or one of the first is bad
     */
    static InputLines open(String name, @Nullable Path file, Class<?> type, boolean files) throws IOException {
        InputLines lines = new InputLines(name, file, Conversion.to(type, files), type);
        if (lines.first.isEmpty()) {
            lines.close();
            throw new RefusedException("--inputs " + name + " is empty: give one input per line");
        }
        return lines;
    }

    private static BufferedReader reader(@Nullable Path file) throws IOException {
        InputStream bytes = file == null ? System.in : Files.newInputStream(file);
        return new BufferedReader(new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    private static long count(Path file) throws IOException {
        if (Files.size(file) > MAX_COUNTED_BYTES) {
            return -1;
        }
        long lines = 0;
        byte last = '\n';
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
                last = buffer[n - 1];
            }
        }
        return last == '\n' ? lines : lines + 1;
    }

    /** The inputs; a list if it is known how many they are, and else something else, which has only the first. */
    Iterable<Object> inputs() {
        return count < 0 ? () -> new Arguments(first.size()).iterator() : new Arguments(count);
    }

    /** Arguments, made when they are asked for, each time; best asked for in their order. */
    private final class Arguments extends AbstractList<Object> implements RandomAccess {
        private final int size;

        Arguments(long lines) {
            this.size = (int) Math.min(lines, Integer.MAX_VALUE);
        }

        /** Throws {@link RefusedException} if the line is bad. */
        @Override
        public Object get(int index) {
            return convert(line(index), index + 1L, conversion);
        }

        @Override
        public int size() {
            return size;
        }
    }

    /** The line with this number, from 0; shortened, in quotes, for messages. */
    String shown(int index) {
        return shown(line(index));
    }

    private static String shown(String line) {
        return '"' + (line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "..." : line) + '"';
    }

    private String line(int index) {
        if (index < first.size()) {
            return first.get(index);
        }
        try {
            if (index < position) {
                reader.close();
                reader = reader(file);
                position = 0;
            }
            String line = readLine();
            while (line != null && position <= index) {
                line = readLine();
            }
            if (line == null) {
                throw new RefusedException(
                        "--inputs " + name + " had " + count + " lines, and now ends after " + position);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable String readLine() throws IOException {
        try {
            String line = reader.readLine();
            position += line == null ? 0 : 1;
            return line;
        } catch (CharacterCodingException e) {
            throw new RefusedException("--inputs " + name + " is no text in UTF-8, at or after line " + (position + 1)
                    + "; for the contents of binary files, list their names and add --inputs-are-files");
        }
    }

    private Object check(String line) throws Exception {
        conversion.check(line);
        return line;
    }

    private Object convert(String line, long number, Conversion step) {
        try {
            return step.convert(line);
        } catch (Exception | LinkageError e) {
            throw new RefusedException("--inputs " + name + ", line " + number + ": " + shown(line)
                    + " cannot be made an argument of type " + type.getTypeName() + ": " + e);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
