package dev.cloister.faults;

import dev.cloister.RemoteCallable;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Named crash payloads: tasks, values and exceptions that do one bad thing each. Those that must behave in one process
 * only carry the pid of the parent, to know where they are.
 */
public final class Faults {
    /** Set in the environment of workers for {@link BrokenClass}. */
    public static final String WORKER_VARIABLE = "CLOISTER_TESTKIT_WORKER";

    private Faults() {}

    static boolean isHere(long pid) {
        return ProcessHandle.current().pid() == pid;
    }

    /** An exception with state of its own. */
    public static final class OwnException extends Exception {
        private static final long serialVersionUID = 1;

        private final int code;

        /** Creates one. */
        public OwnException(String message, int code) {
            super(message);
            this.code = code;
        }

        /** What it was created with. */
        public int code() {
            return code;
        }
    }

    /** An error that is no exception, as Python's {@code BaseException}. */
    public static final class OwnError extends Error {
        private static final long serialVersionUID = 1;

        /** Creates one. */
        public OwnError(String message) {
            super(message);
        }
    }

    /** A value that cannot be serialized. */
    public static final class FailsToEncode implements Serializable {
        private static final long serialVersionUID = 1;

        /** Creates one. */
        public FailsToEncode() {}

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IllegalStateException("fails to encode");
        }
    }

    /** A value that can be serialized, and deserialized in all processes but some. */
    public static final class FailsToDecode implements Serializable {
        private static final long serialVersionUID = 1;

        private final long parent;
        private final boolean inParent;

        private FailsToDecode(long parent, boolean inParent) {
            this.parent = parent;
            this.inParent = inParent;
        }

        /** One that fails in the process {@code parent}. */
        public static FailsToDecode inParent(long parent) {
            return new FailsToDecode(parent, true);
        }

        /** One that fails in all other processes than {@code parent}. */
        public static FailsToDecode inWorker(long parent) {
            return new FailsToDecode(parent, false);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (isHere(parent) == inParent) {
                throw new IllegalStateException("fails to decode");
            }
        }
    }

    /** An exception that cannot be serialized. */
    public static final class ExceptionFailsToEncode extends Exception {
        private static final long serialVersionUID = 1;

        /** Creates one. */
        public ExceptionFailsToEncode(String message) {
            super(message);
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IllegalStateException("exception fails to encode");
        }
    }

    /** An exception that cannot be deserialized in the parent. */
    public static final class ExceptionFailsToDecode extends Exception {
        private static final long serialVersionUID = 1;

        private final long parent;

        /** Creates one. */
        public ExceptionFailsToDecode(String message, long parent) {
            super(message);
            this.parent = parent;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (isHere(parent)) {
                throw new IllegalStateException("exception fails to decode");
            }
        }
    }

    /** An exception whose methods all throw. */
    @SuppressWarnings("ThrowableEqualsHashCode") // that is what it is for
    public static final class HostileException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** Creates one. */
        public HostileException() {}

        @Override
        public String getMessage() {
            throw new IllegalStateException("hostile getMessage");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("hostile toString");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            throw new IllegalStateException("hostile equals");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("hostile hashCode");
        }
    }

    /** Throws this exception or error. */
    public record Throws(Throwable error) implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            switch (error) {
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(error);
            }
        }
    }

    /** Made in the worker, because it could not get there. */
    public record ThrowsUnencodable() implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            throw new ExceptionFailsToEncode("unencodable");
        }
    }

    /** Made in the worker, so that it travels once. */
    public record ThrowsUndecodable(long parent) implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            throw new ExceptionFailsToDecode("undecodable", parent);
        }
    }

    /** Throws an exception whose methods all throw. */
    public record ThrowsHostile() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            throw new HostileException();
        }
    }

    /** Returns what cannot be serialized. */
    public record ReturnsUnencodable() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return new FailsToEncode();
        }
    }

    /** Returns what cannot be deserialized in the parent. */
    public record ReturnsUndecodable(long parent) implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return FailsToDecode.inParent(parent);
        }
    }

    /** Calls {@code System.exit}. */
    public record ExitNow(int code) implements RemoteCallable<Object> {
        @Override
        public Object call() {
            System.exit(code);
            return "still here";
        }
    }

    /** Calls {@code Runtime.halt}. */
    public record HaltNow(int code) implements RemoteCallable<Object> {
        @Override
        public Object call() {
            Runtime.getRuntime().halt(code);
            return "still here";
        }
    }

    /** Calls {@code _exit} of the C library. */
    public record NativeExit(int code) implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            natively(() -> Native.exit(code));
            return "still here";
        }
    }

    /** Interrupts its thread and throws: Python's {@code KeyboardInterrupt}. */
    public record InterruptsItself() implements RemoteCallable<Object> {
        @Override
        public Object call() throws InterruptedException {
            Thread.currentThread().interrupt();
            throw new InterruptedException("interrupted myself");
        }
    }

    /** Recurses without end. */
    public record OverflowStack() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return descend(0) + descend(1);
        }

        private static long descend(long depth) {
            return depth < 0 ? 0 : 1 + descend(depth + 1);
        }
    }

    /** Fills the Java heap; give the worker a small one. */
    public record EatHeap() implements RemoteCallable<Object> {
        private static final int BLOCK = 1 << 20;

        @Override
        public Object call() {
            List<byte[]> blocks = new ArrayList<>();
            while (blocks.size() < Integer.MAX_VALUE) {
                blocks.add(new byte[BLOCK]);
            }
            return blocks;
        }
    }

    /** Sends itself a signal and waits for it to work. */
    public record SignalsItself(int signal) implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            natively(() -> Native.raise(signal));
            return new Hang().call();
        }
    }

    /** Writes to address 0. */
    public record Segfault() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            Native.writeNull();
            return "still here";
        }
    }

    /** Closes the process's first descriptors, whatever they are, and returns. */
    public record CloseDescriptors() implements RemoteCallable<Object> {
        private static final int COUNT = 50;

        @Override
        public Object call() throws Exception {
            natively(() -> Native.closeDescriptors(0, COUNT));
            return "closed";
        }
    }

    /** Loops for ever and takes no notice of interrupts. */
    public record Hang() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            long rounds = 0;
            while (rounds >= 0) {
                Thread.onSpinWait();
                rounds = (rounds + 1) & Integer.MAX_VALUE;
                if (Thread.interrupted()) {
                    rounds = 0;
                }
            }
            return rounds;
        }
    }

    /** Stops its process with {@code SIGSTOP}. */
    public record StopItself() implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            new ProcessBuilder(
                            "kill",
                            "-STOP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            while (!Thread.interrupted()) {
                LockSupport.park();
            }
            return "woken";
        }
    }

    /** A task whose class cannot be initialized where {@link #WORKER_VARIABLE} is set. */
    public static final class BrokenClass implements RemoteCallable<Object> {
        private static final long serialVersionUID = 1;
        private static final int VALUE = initialize();

        /** Creates one. */
        public BrokenClass() {}

        private static int initialize() {
            if (System.getenv(WORKER_VARIABLE) != null) {
                throw new IllegalStateException("broken static initializer");
            }
            return 1;
        }

        @Override
        public Object call() {
            return VALUE;
        }
    }

    private interface NativeCall {
        void run() throws Throwable;
    }

    private static void natively(NativeCall call) throws Exception {
        try {
            call.run();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
