package dev.cloister.cli.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/** A two-dimensional array of numbers in a {@code .npy} file, row by row. The format: NumPy's NEP 1. */
final class Npy {
    private static final int MAX_ELEMENTS = (1 << 28) - 1;

    private final int rows;
    private final int columns;
    private final double[] values;

    Npy(int rows, int columns, double[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The numbers themselves, not a copy. */
    double[] values() {
        return values;
    }

    /**
     * Reads the header and checks that the file has all the data, without reading it.
     *
     * @throws IOException with a message that names the file and what is wrong with it
     */
    static NpyHeader check(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return check(file, channel);
        }
    }

    /** Reads the whole array. */
    static Npy read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            NpyHeader header = check(file, channel);
            ByteBuffer data = read(channel, header.dataOffset(), Math.toIntExact(header.dataBytes()));
            return new Npy(header.rows(), header.columns(), decode(header, data));
        }
    }

    /** Writes {@code image} as little-endian doubles in C order, version 1.0. */
    static void write(Path file, Npy image) throws IOException {
        byte[] header = NpyHeader.text(image.rows, image.columns);
        ByteBuffer data =
                ByteBuffer.allocate(header.length + 8 * image.values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.put(header);
        for (double value : image.values) {
            data.putDouble(value);
        }
        Files.write(file, data.array(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static NpyHeader check(Path file, FileChannel channel) throws IOException {
        NpyHeader header;
        try {
            header = NpyHeader.read(channel);
        } catch (EOFException e) {
            throw new IOException(file + ": truncated: the file ends within its header", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        if (header.elements() > MAX_ELEMENTS) {
            throw new IOException(file + ": too large: " + header.elements() + " elements, at most " + MAX_ELEMENTS);
        }
        long present = channel.size() - header.dataOffset();
        if (present < header.dataBytes()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: truncated: the header promises %d bytes of data (%s, %d x %d), the file has %d",
                    file,
                    header.dataBytes(),
                    header.type(),
                    header.rows(),
                    header.columns(),
                    present));
        }
        return header;
    }

    /** Reads exactly {@code size} bytes. */
    static ByteBuffer read(FileChannel channel, long offset, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException("the file ends before byte " + (offset + size));
            }
        }
        return buffer.flip();
    }

    private static double[] decode(NpyHeader header, ByteBuffer data) {
        if (header.type().equals("f8") && !header.fortran()) {
            double[] values = new double[header.rows() * header.columns()];
            data.order(header.order()).asDoubleBuffer().get(values);
            return values;
        }
        IntToDoubleFunction element = element(header, data.order(header.order()));
        int rows = header.rows();
        int columns = header.columns();
        double[] values = new double[rows * columns];
        for (int row = 0, i = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++, i++) {
                values[i] = element.applyAsDouble(header.fortran() ? column * rows + row : i);
            }
        }
        return values;
    }

    private static IntToDoubleFunction element(NpyHeader header, ByteBuffer data) {
        return switch (header.type()) {
            case "f8" -> i -> data.getDouble(8 * i);
            case "f4" -> i -> data.getFloat(4 * i);
            case "i8" -> i -> data.getLong(8 * i);
            case "i4" -> i -> data.getInt(4 * i);
            case "i2" -> i -> data.getShort(2 * i);
            case "u2" -> i -> Short.toUnsignedInt(data.getShort(2 * i));
            case "i1" -> i -> data.get(i);
            case "u1" -> i -> Byte.toUnsignedInt(data.get(i));
            case "b1" -> i -> data.get(i) == 0 ? 0 : 1;
            default -> throw new AssertionError("type " + header.type() + " passed NpyHeader; please report");
        };
    }

    @Override
    public String toString() {
        return "Npy[" + rows + " x " + columns + "]";
    }
}
