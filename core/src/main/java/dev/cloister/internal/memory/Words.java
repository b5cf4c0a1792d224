package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The only way to 64-bit words and bytes in shared memory. Offsets are in bytes; those of words are multiples of 8. Every
 * store passes a hook, so that a test can end the process before the n-th of them.
 */
public final class Words {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** Called before each store, by the thread that stores: an instance of the class that the property names, for tests. */
    private static final @Nullable Runnable BEFORE_STORE = beforeStore(System.getProperty("dev.cloister.beforeStore"));

    private Words() {}

    private static @Nullable Runnable beforeStore(@Nullable String className) {
        try {
            return className == null
                    ? null
                    : Class.forName(className, true, ClassLoader.getSystemClassLoader())
                            .asSubclass(Runnable.class)
                            .getConstructor()
                            .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the class that dev.cloister.beforeStore names cannot be used: " + e, e);
        }
    }

    static void step() {
        if (BEFORE_STORE != null) {
            BEFORE_STORE.run();
        }
    }

    /** A volatile read. */
    public static long get(MemorySegment memory, long at) {
        return (long) LONG.getVolatile(memory, at);
    }

    /** A plain read, for words that nobody changes at this time. */
    public static long getPlain(MemorySegment memory, long at) {
        return (long) LONG.get(memory, at);
    }

    /** A volatile write: later reads of this thread come after it, in the order of all processes. */
    public static void set(MemorySegment memory, long at, long value) {
        step();
        LONG.setVolatile(memory, at, value);
    }

    /** A write that comes after all earlier writes of this thread. */
    public static void setRelease(MemorySegment memory, long at, long value) {
        step();
        LONG.setRelease(memory, at, value);
    }

    /** A plain write, for words that become visible by a later {@link #setRelease} or {@link #set}. */
    public static void setPlain(MemorySegment memory, long at, long value) {
        step();
        LONG.set(memory, at, value);
    }

    /** Writes the new value if the word has the expected one; says whether it had. */
    public static boolean compareAndSet(MemorySegment memory, long at, long expected, long value) {
        step();
        return LONG.compareAndSet(memory, at, expected, value);
    }

    /** Adds and returns what was there before. */
    public static long getAndAdd(MemorySegment memory, long at, long delta) {
        step();
        return (long) LONG.getAndAdd(memory, at, delta);
    }

    /** Writes and returns what was there before. */
    public static long getAndSet(MemorySegment memory, long at, long value) {
        step();
        return (long) LONG.getAndSet(memory, at, value);
    }

    /** Plain writes of many bytes; one step. */
    public static void putBytes(MemorySegment memory, long at, byte[] from, int offset, int length) {
        step();
        MemorySegment.copy(from, offset, memory, ValueLayout.JAVA_BYTE, at, length);
    }

    /** Plain reads of many bytes. */
    public static void getBytes(MemorySegment memory, long at, byte[] to, int offset, int length) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, to, offset, length);
    }
}
