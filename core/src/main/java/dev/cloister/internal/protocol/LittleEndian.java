package dev.cloister.internal.protocol;

/**
 * Numbers in byte arrays, lowest byte first. By shifts: a view {@code VarHandle} does the same, but linking it costs a
 * young worker several milliseconds, and the compiler makes one access of the shifts anyway.
 */
public final class LittleEndian {
    private LittleEndian() {}

    public static int getInt(byte[] from, int at) {
        return (from[at] & 0xff)
                | (from[at + 1] & 0xff) << 8
                | (from[at + 2] & 0xff) << 16
                | (from[at + 3] & 0xff) << 24;
    }

    static long getLong(byte[] from, int at) {
        return (getInt(from, at) & 0xffff_ffffL) | (long) getInt(from, at + 4) << 32;
    }

    static void putInt(byte[] to, int at, int value) {
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
        to[at + 2] = (byte) (value >> 16);
        to[at + 3] = (byte) (value >> 24);
    }

    static void putLong(byte[] to, int at, long value) {
        putInt(to, at, (int) value);
        putInt(to, at + 4, (int) (value >> 32));
    }
}
