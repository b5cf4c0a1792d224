package dev.cloister.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a {@code .npy} file.
 *
 * <pre>
 *  0        6      7      8        8 + n (n = 2 in version 1, 4 in 2 and 3)
 *  | magic  | major| minor| length | Python dict literal, padded with blanks | data ...
 * </pre>
 *
 * @param type kind and size of an element, such as {@code f8}
 * @param order byte order of the elements
 * @param fortran whether columns come first
 * @param rows from 2
 * @param columns from 2
 * @param dataOffset where the data starts in the file
 */
record NpyHeader(String type, ByteOrder order, boolean fortran, int rows, int columns, long dataOffset) {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final Map<String, Integer> BYTES =
            Map.of("f4", 4, "f8", 8, "i1", 1, "i2", 2, "i4", 4, "i8", 8, "u1", 1, "u2", 2, "b1", 1);
    private static final int MAX_LENGTH = 1 << 16;
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9L,\\s]*)\\)");

    /**
     * Reads it from the start of {@code channel}.
     *
     * @throws java.io.EOFException if the file ends within it
     * @throws IllegalArgumentException if it is no header of a two-dimensional array of known numbers
     */
    static NpyHeader read(FileChannel channel) throws IOException {
        byte[] start = Npy.read(channel, 0, MAGIC.length + 2).array();
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("not a .npy file: it does not start with \\x93NUMPY");
        }
        int major = start[MAGIC.length];
        if (major < 1 || major > 3) {
            throw new IllegalArgumentException("version " + major + " of the format is not known, only 1 to 3");
        }
        int lengthBytes = major == 1 ? 2 : 4;
        ByteBuffer length = Npy.read(channel, start.length, lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
        long size = major == 1 ? Short.toUnsignedInt(length.getShort()) : Integer.toUnsignedLong(length.getInt());
        if (size > MAX_LENGTH) {
            throw new IllegalArgumentException("garbage: a header of " + size + " bytes, at most " + MAX_LENGTH);
        }
        int offset = start.length + lengthBytes;
        ByteBuffer text = Npy.read(channel, offset, (int) size);
        return parse(StandardCharsets.UTF_8.decode(text).toString().strip(), offset + size);
    }

    /** The file up to the data, for little-endian doubles. */
    static byte[] text(int rows, int columns) {
        String dict = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int start = MAGIC.length + 4;
        int size = (start + dict.length() + 1 + 63) / 64 * 64 - start; // the data is aligned to 64 bytes
        ByteBuffer header = ByteBuffer.allocate(start + size).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) size);
        header.put((dict + " ".repeat(size - dict.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    long elements() {
        return (long) rows * columns;
    }

    long dataBytes() {
        return elements() * BYTES.getOrDefault(type, 0);
    }

    private static NpyHeader parse(String dict, long dataOffset) {
        if (!dict.startsWith("{") || !dict.endsWith("}")) {
            throw new IllegalArgumentException("garbage: the header is no Python dict");
        }
        String descr = find(TYPE, dict, "'descr' as one simple type");
        boolean fortran = find(FORTRAN, dict, "'fortran_order'").equals("True");
        String[] shape = find(SHAPE, dict, "'shape'").replaceAll("[\\sL]", "").split(",", -1);
        int used = shape[shape.length - 1].isEmpty() ? shape.length - 1 : shape.length; // (3,) and (3,4,)
        if (used != 2) {
            throw new IllegalArgumentException(
                    "the array has " + used + (used == 1 ? " dimension" : " dimensions") + ", an image needs 2");
        }
        String type = type(descr);
        ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : littleUnlessNative(descr);
        return new NpyHeader(type, order, fortran, length(shape[0]), length(shape[1]), dataOffset);
    }

    private static ByteOrder littleUnlessNative(String descr) {
        return descr.startsWith("=") ? ByteOrder.nativeOrder() : ByteOrder.LITTLE_ENDIAN;
    }

    private static String type(String descr) {
        String type = descr.isEmpty() ? "" : descr.substring(1);
        if (!BYTES.containsKey(type) || "<>|=".indexOf(descr.charAt(0)) < 0) {
            throw new IllegalArgumentException("elements of type '" + descr
                    + "' are not supported; use f4, f8, i1, i2, i4, i8, u1, u2 or b1 (in numpy: a.astype('f8'))");
        }
        return type;
    }

    private static int length(String digits) {
        int length;
        try {
            length = Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a dimension of '" + digits + "' is too large or no number", e);
        }
        if (length < 2) { // JTransforms transforms nothing smaller
            throw new IllegalArgumentException("a dimension is " + length + ", an image needs at least 2 x 2");
        }
        return length;
    }

    private static String find(Pattern pattern, String dict, String what) {
        Matcher matcher = pattern.matcher(dict);
        if (!matcher.find()) {
            throw new IllegalArgumentException("garbage: the header has no " + what);
        }
        return matcher.group(1);
    }
}
