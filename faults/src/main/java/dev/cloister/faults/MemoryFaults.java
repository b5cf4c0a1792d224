package dev.cloister.faults;

import dev.cloister.RemoteCallable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Tasks that take memory outside of the Java heap. */
public final class MemoryFaults {
    private static final int MEBI = 1 << 20;

    private MemoryFaults() {}

    /** Takes one MiB after the other and writes to each, for ever or until there is none left. */
    public record LeakForEver() implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            long blocks = 0;
            while (leak()) {
                blocks++;
            }
            return "malloc returned NULL after " + blocks + " MiB";
        }
    }

    /** As {@link LeakForEver}, and then takes also the little that is left, which the JVM needs to live. */
    public record LeakTheLastByte() implements RemoteCallable<Object> {
        private static final int SMALL = 64;

        @Override
        public Object call() throws Exception {
            Object said = new LeakForEver().call();
            for (int size = MEBI; size >= SMALL; size /= 2) {
                while (take(size).address() != 0) {
                    Thread.onSpinWait();
                }
            }
            List<Object> needed = new ArrayList<>();
            while (needed.size() < Integer.MAX_VALUE) { // a thread needs a stack and structures of the JVM
                Thread thread = new Thread(() -> needed.add(said));
                thread.start();
                thread.join();
            }
            return needed;
        }
    }

    /**
     * Takes memory, writes to it and forgets it.
     *
     * @param mebibytes how much
     */
    public record LeakSome(int mebibytes) implements RemoteCallable<Long> {
        @Override
        public Long call() throws Exception {
            for (int i = 0; i < mebibytes; i++) {
                if (!leak()) {
                    throw new IllegalStateException("malloc returned NULL after " + i + " MiB");
                }
            }
            return ProcessHandle.current().pid();
        }
    }

    /** Takes one MiB after the other until there is none left, gives all back, and returns how many. */
    public record MallocUntilNull() implements RemoteCallable<Integer> {
        @Override
        public Integer call() throws Exception {
            List<MemorySegment> taken = new ArrayList<>();
            for (MemorySegment next = take(MEBI); next.address() != 0; next = take(MEBI)) {
                taken.add(next);
            }
            for (MemorySegment memory : taken) {
                giveBack(memory);
            }
            return taken.size();
        }
    }

    private static boolean leak() throws Exception {
        return take(MEBI).address() != 0;
    }

    private static MemorySegment take(long bytes) throws Exception {
        try {
            return Native.malloc(bytes);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private static void giveBack(MemorySegment memory) throws Exception {
        try {
            Native.free(memory);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
