package dev.cloister.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The only way to single elements of shared arrays. Offsets are in bytes and multiples of the element's size. A read sees all
 * that its writer had written before; every store passes the hook of {@link Words}.
 */
public final class Elements {
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();
    private static final VarHandle CHAR = ValueLayout.JAVA_CHAR.varHandle();
    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle FLOAT = ValueLayout.JAVA_FLOAT.varHandle();
    private static final VarHandle DOUBLE = ValueLayout.JAVA_DOUBLE.varHandle();

    private Elements() {}

    /** A byte. */
    public static byte getByte(MemorySegment memory, long at) {
        return (byte) BYTE.getAcquire(memory, at);
    }

    /** A byte. */
    public static void setByte(MemorySegment memory, long at, byte value) {
        Words.step();
        BYTE.setRelease(memory, at, value);
    }

    /** A char. */
    public static char getChar(MemorySegment memory, long at) {
        return (char) CHAR.getAcquire(memory, at);
    }

    /** A char. */
    public static void setChar(MemorySegment memory, long at, char value) {
        Words.step();
        CHAR.setRelease(memory, at, value);
    }

    /** A short. */
    public static short getShort(MemorySegment memory, long at) {
        return (short) SHORT.getAcquire(memory, at);
    }

    /** A short. */
    public static void setShort(MemorySegment memory, long at, short value) {
        Words.step();
        SHORT.setRelease(memory, at, value);
    }

    /** An int. */
    public static int getInt(MemorySegment memory, long at) {
        return (int) INT.getAcquire(memory, at);
    }

    /** An int. */
    public static void setInt(MemorySegment memory, long at, int value) {
        Words.step();
        INT.setRelease(memory, at, value);
    }

    /** Adds to an int and returns what was there before. */
    public static int getAndAddInt(MemorySegment memory, long at, int delta) {
        Words.step();
        return (int) INT.getAndAdd(memory, at, delta);
    }

    /** Writes an int and returns what was there before. */
    public static int getAndSetInt(MemorySegment memory, long at, int value) {
        Words.step();
        return (int) INT.getAndSet(memory, at, value);
    }

    /** Writes an int if the expected one is there; says whether it was. */
    public static boolean compareAndSetInt(MemorySegment memory, long at, int expected, int value) {
        Words.step();
        return INT.compareAndSet(memory, at, expected, value);
    }

    /** A long. */
    public static long getLong(MemorySegment memory, long at) {
        return (long) LONG.getAcquire(memory, at);
    }

    /** A long. */
    public static void setLong(MemorySegment memory, long at, long value) {
        Words.setRelease(memory, at, value);
    }

    /** A float. */
    public static float getFloat(MemorySegment memory, long at) {
        return (float) FLOAT.getAcquire(memory, at);
    }

    /** A float. */
    public static void setFloat(MemorySegment memory, long at, float value) {
        Words.step();
        FLOAT.setRelease(memory, at, value);
    }

    /** A double. */
    public static double getDouble(MemorySegment memory, long at) {
        return (double) DOUBLE.getAcquire(memory, at);
    }

    /** A double. */
    public static void setDouble(MemorySegment memory, long at, double value) {
        Words.step();
        DOUBLE.setRelease(memory, at, value);
    }

    /** Plain writes of many bytes from one segment to another; one step. */
    public static void copy(MemorySegment from, long fromAt, MemorySegment to, long toAt, long bytes) {
        Words.step();
        MemorySegment.copy(from, fromAt, to, toAt, bytes);
    }
}
