package dev.cloister.internal.channel;

/**
 * The file of a ring of bytes between two processes: one writes frames, one reads them. Little-endian; the three words
 * that change are 64 bytes apart, so that none shares a cache line with another.
 *
 * <pre>
 *     0  magic 'CLORING' and version, u64
 *     8  capacity in bytes, u64, a power of two
 *    64  tail: bytes written since the beginning, u64; stored by the writer after the bytes (release)
 *   128  head: bytes read since the beginning, u64; stored by the reader after it copied the bytes (release)
 *   192  sleeping, u64: 1 if the reader waits for a frame in the pipe; set by the reader, cleared by either
 *   256  data: byte n since the beginning is at 256 + n % capacity
 * </pre>
 *
 * <p>The data are frames as in the pipe, one after the other; NEXT_IN_PIPE stands for one that is too large. An ITEM with the
 * id of the frame before it, which is an ITEM too, has no header: its body begins with a mark and says how long it is.
 */
final class RingLayout {
    static final long MAGIC = 0x01_47_4E_49_52_4F_4C_43L;
    static final int MAGIC_AT = 0;
    static final int CAPACITY_AT = 8;
    static final int TAIL_AT = 64;
    static final int HEAD_AT = 128;
    static final int SLEEPING_AT = 192;
    static final int DATA_AT = 256;

    /** Some hundreds of small results, small enough to stay in a processor's cache. */
    static final int CAPACITY = 256 * 1024;

    private RingLayout() {}
}
