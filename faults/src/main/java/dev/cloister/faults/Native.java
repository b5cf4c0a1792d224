package dev.cloister.faults;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The few C functions that faults are made of. Linux and macOS. */
@SuppressWarnings("restricted") // that is the point
public final class Native {
    /** Its number. */
    public static final int SIGINT = 2;

    /** Its number. */
    public static final int SIGKILL = 9;

    /** Its number. */
    public static final int SIGTERM = 15;

    /** Its number on Linux. */
    public static final int SIGCONT = 18;

    /** Its number on Linux. */
    public static final int SIGSTOP = 19;

    /** The resource of processes and threads of a user, on Linux. */
    public static final int RLIMIT_NPROC = 6;

    /** The resource of open files, on Linux. */
    public static final int RLIMIT_NOFILE = 7;

    private static final long FIONREAD = 0x541B;

    private Native() {}

    /** Sends a signal to this process. */
    public static void raise(int signal) throws Throwable {
        int result = signal(ProcessHandle.current().pid(), signal);
        if (result != 0) {
            throw new IllegalStateException("kill returned " + result);
        }
    }

    /** Sends a signal to a process, or to the group of a negative number. Returns 0, or -1 if there is none. */
    public static int signal(long target, int signal) throws Throwable {
        MethodHandle kill = function(
                "kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        return (int) kill.invokeExact((int) target, signal);
    }

    /** Ends the process by {@code abort}. */
    public static void abort() throws Throwable {
        function("abort", FunctionDescriptor.ofVoid()).invokeExact();
    }

    /** Closes descriptors; those that are not open are passed over, as {@code os.closerange} does. */
    public static void closeDescriptors(int from, int to) throws Throwable {
        MethodHandle close = function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        for (int descriptor = from; descriptor < to; descriptor++) {
            int _ = (int) close.invokeExact(descriptor);
        }
    }

    /** Writes text on a descriptor, past {@code System.out}. */
    public static void write(int descriptor, String text) throws Throwable {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MethodHandle write = function(
                "write",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long written = (long) write.invokeExact(descriptor, segment, (long) bytes.length);
            if (written != bytes.length) {
                throw new IllegalStateException("write returned " + written);
            }
        }
    }

    /** Writes to address 0. */
    public static void writeNull() {
        MemorySegment.NULL.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, 1);
    }

    /** How many bytes are in the pipe of a descriptor and were not read yet. Linux. */
    public static int buffered(int descriptor) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            int result = (int) Pipes.IOCTL.invokeExact(descriptor, FIONREAD, count);
            return result == 0 ? count.get(ValueLayout.JAVA_INT, 0) : 0;
        }
    }

    private static final class Pipes {
        static final MethodHandle IOCTL = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("ioctl"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(2));
    }

    /** Sets the soft limit of a resource of this process, but not above its hard limit. Linux. */
    public static void limit(int resource, long value) {
        FunctionDescriptor descriptor =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(ValueLayout.JAVA_LONG, 2); // soft, hard
            int read = (int) function("getrlimit", descriptor).invokeExact(resource, both);
            long hard = both.getAtIndex(ValueLayout.JAVA_LONG, 1);
            both.setAtIndex(ValueLayout.JAVA_LONG, 0, Long.compareUnsigned(value, hard) < 0 ? value : hard);
            int set = (int) function("setrlimit", descriptor).invokeExact(resource, both);
            if (read != 0 || set != 0) {
                throw new IllegalStateException("the limit of resource " + resource + " cannot be set to " + value);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Ends the process in C. */
    public static void exit(int code) throws Throwable {
        function("_exit", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)).invokeExact(code);
    }

    /** Memory from the C library, written to so that it is there; its address is 0 if there is none. */
    static MemorySegment malloc(long bytes) throws Throwable {
        MemorySegment memory = (MemorySegment) Memory.MALLOC.invokeExact(bytes);
        if (memory.address() != 0) {
            memory.reinterpret(bytes).fill((byte) 1);
        }
        return memory;
    }

    /** Gives memory back. */
    static void free(MemorySegment memory) throws Throwable {
        Memory.FREE.invokeExact(memory);
    }

    /** Linked once: leaks are to be fast. */
    private static final class Memory {
        static final MethodHandle MALLOC =
                function("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        static final MethodHandle FREE = function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}
