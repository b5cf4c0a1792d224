package dev.cloister.internal.protocol;

import java.util.zip.CRC32;

/**
 * The header of a frame, 24 bytes, little-endian; the body follows.
 *
 * <pre>
 *   0        1        2        3        4        5        6        7
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  | 'C'      'L'      'O'      '1'    |  type  | flags  |  0        0     |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  |                                  id                                   |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 *  |           body length             |   CRC-32 of the 20 bytes before   |
 *  +--------+--------+--------+--------+--------+--------+--------+--------+
 * </pre>
 *
 * The two zero bytes will count out-of-band buffers. The checksum guards the length: a reader that lost its place says
 * so instead of waiting for bytes that never come.
 */
public final class FrameLayout {
    /** The version of the protocol, said in HELLO. Changes with any change of a layout or of a frame's meaning. */
    public static final int VERSION = 1;

    /** Bytes of a header. */
    public static final int HEADER_BYTES = 24;

    /** The first byte of what became of an item, in the body of an ITEM. No header begins with it. */
    public static final byte ITEM_MARK = 0x1B;

    private static final int MAGIC = 0x314F4C43;
    private static final int TYPE_AT = 4;
    private static final int ID_AT = 8;
    private static final int LENGTH_AT = 16;
    private static final int CHECKSUM_AT = 20;

    private FrameLayout() {}

    /** Writes a header at {@code at}. */
    public static void write(byte[] to, int at, FrameType type, long id, int bodyLength) {
        LittleEndian.putInt(to, at, MAGIC);
        LittleEndian.putInt(to, at + TYPE_AT, type.code());
        LittleEndian.putLong(to, at + ID_AT, id);
        LittleEndian.putInt(to, at + LENGTH_AT, bodyLength);
        LittleEndian.putInt(to, at + CHECKSUM_AT, checksum(to, at));
    }

    /** True if the bytes at {@code at} are a header: its magic, its checksum, a known type, no flags. */
    public static boolean isValid(byte[] from, int at) {
        return LittleEndian.getInt(from, at) == MAGIC
                && LittleEndian.getInt(from, at + CHECKSUM_AT) == checksum(from, at)
                && FrameType.ofCode(LittleEndian.getInt(from, at + TYPE_AT)) != null
                && length(from, at) >= 0;
    }

    /** The type of a valid header. */
    public static FrameType type(byte[] from, int at) {
        FrameType type = FrameType.ofCode(LittleEndian.getInt(from, at + TYPE_AT));
        if (type == null) {
            throw new IllegalStateException("the header was not checked; please report this");
        }
        return type;
    }

    /** The id in a valid header. */
    public static long id(byte[] from, int at) {
        return LittleEndian.getLong(from, at + ID_AT);
    }

    /** The length of the body that follows a valid header. */
    public static int length(byte[] from, int at) {
        return LittleEndian.getInt(from, at + LENGTH_AT);
    }

    private static int checksum(byte[] bytes, int at) {
        CRC32 crc = new CRC32();
        crc.update(bytes, at, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}
