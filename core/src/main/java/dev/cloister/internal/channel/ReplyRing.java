package dev.cloister.internal.channel;

import dev.cloister.internal.protocol.Frame;
import dev.cloister.internal.protocol.FrameLayout;
import dev.cloister.internal.protocol.FrameType;
import dev.cloister.internal.protocol.LittleEndian;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frames from one process to another through a mapped file, without a system call while the reader is awake. What was
 * published stays when the writer is killed. Layout: {@link RingLayout}. One thread writes at a time, one reads.
 */
public final class ReplyRing implements AutoCloseable {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Up to so many bytes of items are handed over together, unless one is larger. */
    private static final int MANY_ITEMS_BYTES = 16 * 1024;

    /** What an item has before the bytes that its length counts: a mark and the length. */
    private static final int ITEM_HEAD_BYTES = 1 + Integer.BYTES;

    /** How long the writer waits until it looks again whether the reader has made room. */
    private static final long FULL_NANOS = 50_000;

    /** Ends the mapping; the memory of a file that was removed is free when nobody maps it any more. */
    private final Arena arena;

    private final ByteBuffer file;
    private final int capacity;

    /** A header on its way in or out. */
    private final byte[] header = new byte[FrameLayout.HEADER_BYTES];

    /** Whether the last frame that was written or read was an ITEM, and its id: more of them have no header. */
    private boolean itemsFollow;

    private long itemsOf;

    /** Reader: where items are looked through. Made when the first comes. */
    private byte[] items = Frame.NO_BODY;

    /** Where this side is: the end of what was written and perhaps not published, or of what was read. */
    private long position;

    /** The other side's position when it was last looked at. */
    private long seen;

    private ReplyRing(Arena arena, MemorySegment memory, int capacity) {
        this.arena = arena;
        this.file = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        this.capacity = capacity;
    }

    /** Creates the file, readable by its user only, with its space reserved, and maps it for reading. */
    public static ReplyRing create(Path path) throws IOException {
        var permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        int size = RingLayout.DATA_AT + RingLayout.CAPACITY;
        try (FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                permissions)) {
            ByteBuffer zeros = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            zeros.putLong(RingLayout.MAGIC_AT, RingLayout.MAGIC);
            zeros.putLong(RingLayout.CAPACITY_AT, RingLayout.CAPACITY);
            while (zeros.hasRemaining()) { // a full file system shows here, not as a fault in mapped memory
                channel.write(zeros);
            }
            return map(channel, size, RingLayout.CAPACITY);
        }
    }

    /** Maps a file that the other side created, for writing. */
    public static ReplyRing open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.allocate(RingLayout.DATA_AT).order(ByteOrder.LITTLE_ENDIAN);
            int _ = channel.read(head, 0);
            long capacity = head.getLong(RingLayout.CAPACITY_AT);
            if (head.getLong(RingLayout.MAGIC_AT) != RingLayout.MAGIC
                    || capacity != channel.size() - RingLayout.DATA_AT
                    || Long.bitCount(capacity) != 1) {
                throw new IOException("not a ring of this version: " + path);
            }
            ReplyRing ring = map(channel, channel.size(), (int) capacity);
            boolean _ = ring.publish(); // of nothing: links the code while nobody waits for it
            return ring;
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // close() does
    private static ReplyRing map(FileChannel channel, long size, int capacity) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new ReplyRing(arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena), capacity);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** Ends the mapping; does nothing when called again. Nobody may use the ring any more. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    /** Whether a frame with a body of this length goes through the ring; larger ones go through the pipe. */
    boolean fits(int bodyLength) {
        return bodyLength <= capacity / 4 - FrameLayout.HEADER_BYTES;
    }

    /** Writer: whether there is room for a frame that {@link #fits}. */
    boolean hasRoom(int bodyLength) {
        int needed = FrameLayout.HEADER_BYTES + bodyLength;
        if (position + needed - seen > capacity) {
            seen = (long) WORD.getAcquire(file, RingLayout.HEAD_AT);
        }
        return position + needed - seen <= capacity;
    }

    /** Writer: whether less than a quarter is waiting to be read, as far as is known without looking again. */
    boolean hasRoomForMany() {
        if (position - seen > capacity / 4) {
            seen = (long) WORD.getAcquire(file, RingLayout.HEAD_AT);
        }
        return position - seen <= capacity / 4;
    }

    /** Writer: writes a frame for which there is room; {@link #publish} makes it visible. */
    void write(FrameType type, long id, byte[] body) {
        write(type, id, body, body.length);
    }

    /** As {@link #write(FrameType, long, byte[])}, with the first {@code length} bytes as its body. */
    void write(FrameType type, long id, byte[] body, int length) {
        if (type != FrameType.ITEM || !itemsFollow || id != itemsOf) {
            FrameLayout.write(header, 0, type, id, length);
            put(header, header.length);
            itemsFollow = type == FrameType.ITEM;
            itemsOf = id;
        }
        put(body, length);
    }

    /** Writer: publishes bytes that are no frame. For tests. */
    void writeRaw(byte[] bytes, int length) {
        put(bytes, length);
        boolean _ = publish();
    }

    private void put(byte[] bytes, int length) {
        int at = (int) (position & (capacity - 1));
        int first = Math.min(length, capacity - at);
        file.put(RingLayout.DATA_AT + at, bytes, 0, first);
        if (length > first) {
            file.put(RingLayout.DATA_AT, bytes, first, length - first);
        }
        position += length;
    }

    /** Writer: makes visible what was written. Returns true if the reader sleeps and must be woken through the pipe. */
    boolean publish() {
        WORD.setVolatile(file, RingLayout.TAIL_AT, position); // before the look at the flag: see prepareToSleep
        return (long) WORD.getVolatile(file, RingLayout.SLEEPING_AT) != 0
                && WORD.compareAndSet(file, RingLayout.SLEEPING_AT, 1L, 0L);
    }

    /** Writer: makes visible what was written, for a reader that looks or is woken later. */
    void publishQuietly() {
        WORD.setRelease(file, RingLayout.TAIL_AT, position);
    }

    /** Writer: waits a little for the reader to make room. */
    static void awaitRoom() {
        LockSupport.parkNanos(FULL_NANOS);
    }

    /** Reader: whether something was published that was not read. */
    public boolean hasFrames() {
        return (long) WORD.getAcquire(file, RingLayout.TAIL_AT) != position;
    }

    /**
     * Reader: the next frame, or null if there is none; its place can be written again after {@link #release}.
     *
     * @param marker whether to read NEXT_IN_PIPE too; if not, it counts as the end
     * @throws ProtocolException if what is there is no frame
     */
    public @Nullable Frame read(boolean marker) throws ProtocolException {
        if (position == seen) {
            seen = (long) WORD.getAcquire(file, RingLayout.TAIL_AT);
            if (position == seen) {
                return null;
            }
        }
        if (itemsFollow && at(position) == FrameLayout.ITEM_MARK) {
            return readItems();
        }
        int length = readHeader();
        FrameType type = FrameLayout.type(header, 0);
        itemsFollow = type == FrameType.ITEM;
        if (itemsFollow) {
            itemsOf = FrameLayout.id(header, 0);
            position += header.length;
            return readItems();
        }
        if (type == FrameType.NEXT_IN_PIPE && !marker) {
            return null;
        }
        Frame frame = Frame.of(type, FrameLayout.id(header, 0));
        if (length > 0) {
            byte[] body = new byte[length];
            get(position + header.length, body, 0, length);
            frame = new Frame(type, frame.id(), body);
        }
        position += header.length + length;
        return frame;
    }

    /** Reads the header at the position and checks it. Returns the length of the body, which is there. */
    private int readHeader() throws ProtocolException {
        long available = seen - position;
        get(position, header, 0, Math.clamp(available, 0, header.length));
        if (available < header.length || available > capacity) {
            throw new ProtocolException("not a frame in the ring", header, 0, header.length);
        }
        if (!FrameLayout.isValid(header, 0)) {
            throw new ProtocolException("not a frame in the ring", header, 0, header.length);
        }
        int length = FrameLayout.length(header, 0);
        if (length > available - header.length) {
            throw new ProtocolException("a frame of " + length + " bytes in the ring", header, 0, header.length);
        }
        return length;
    }

    private byte at(long from) {
        return file.get(RingLayout.DATA_AT + (int) (from & (capacity - 1)));
    }

    /** Reads the items at the position as one frame: copies what may be items at once, and keeps those that are whole. */
    private Frame readItems() throws ProtocolException {
        if (items.length == 0) {
            items = new byte[MANY_ITEMS_BYTES];
        }
        int there = (int) Math.min(seen - position, items.length);
        get(position, items, 0, there);
        int size = 0;
        while (size + ITEM_HEAD_BYTES <= there && items[size] == FrameLayout.ITEM_MARK) {
            int length = itemLength(size);
            if (length > there - size) {
                break; // the next read takes it
            }
            size += length;
        }
        byte[] whole = size > 0 ? Arrays.copyOf(items, size) : readItem(there);
        position += whole.length;
        return new Frame(FrameType.ITEM, itemsOf, whole);
    }

    /** The item at the position, of which the first {@code there} bytes are looked through. */
    private byte[] readItem(int there) throws ProtocolException {
        if (there < ITEM_HEAD_BYTES || items[0] != FrameLayout.ITEM_MARK) {
            throw new ProtocolException("not an item in the ring", header, 0, header.length);
        }
        byte[] item = new byte[itemLength(0)];
        get(position, item, 0, item.length);
        return item;
    }

    /** How many bytes the item has that begins {@code at} bytes behind the position; all of them are in the ring. */
    private int itemLength(int at) throws ProtocolException {
        int length = LittleEndian.getInt(items, at + 1);
        long available = seen - position - at - ITEM_HEAD_BYTES;
        if (length < 0 || length > available) {
            throw new ProtocolException("an item of " + length + " bytes in the ring", header, 0, header.length);
        }
        return ITEM_HEAD_BYTES + length;
    }

    private void get(long from, byte[] to, int offset, int length) {
        int at = (int) (from & (capacity - 1));
        int first = Math.min(length, capacity - at);
        file.get(RingLayout.DATA_AT + at, to, offset, first);
        if (length > first) {
            file.get(RingLayout.DATA_AT, to, offset + first, length - first);
        }
    }

    /** Reader: whether the next frame is to come through the pipe. */
    public boolean atMarker() {
        if (!hasFrames()) {
            return false;
        }
        get(position, header, 0, header.length);
        return FrameLayout.isValid(header, 0) && FrameLayout.type(header, 0) == FrameType.NEXT_IN_PIPE;
    }

    /** Reader: what was read may be written over. */
    public void release() {
        WORD.setRelease(file, RingLayout.HEAD_AT, position);
    }

    /**
     * Reader: announces that it will wait for the pipe. False if something has been published meanwhile: then it must
     * not wait, and is awake. The writer stores its position and then looks at the flag; the reader sets the flag and
     * then looks at the position: one of them sees the other.
     */
    public boolean prepareToSleep() {
        WORD.setVolatile(file, RingLayout.SLEEPING_AT, 1L);
        if ((long) WORD.getVolatile(file, RingLayout.TAIL_AT) == position) {
            return true;
        }
        awake();
        return false;
    }

    /** Reader: needs no waking. Returns whether it was announced to sleep. */
    public boolean awake() {
        return (long) WORD.getAndSet(file, RingLayout.SLEEPING_AT, 0L) != 0;
    }
}
