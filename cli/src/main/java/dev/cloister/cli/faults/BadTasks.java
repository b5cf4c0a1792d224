package dev.cloister.cli.faults;

import dev.cloister.RemoteCallable;
import dev.cloister.faults.Faults;
import dev.cloister.faults.Native;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** The bad tasks of the pool's rows, beside the named {@link Faults}. */
final class BadTasks {
    private static final int MIB = 1 << 20;

    /** The descriptor on which a worker writes its messages. */
    private static final int PROTOCOL = 4;

    private BadTasks() {}

    private static void natively(NativeCall call) {
        try {
            call.run();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private interface NativeCall {
        void run() throws Throwable;
    }

    /** Writes its process into a file and never ends. */
    record Busy(String file) implements RemoteCallable<Object> {
        @Override
        public Object call() throws IOException {
            announce(file);
            return new Faults.Hang().call();
        }
    }

    /** Writes this process's number into a file, so that who sees the file can read it. */
    static void announce(String file) throws IOException {
        Path unfinished = Path.of(file + ".part");
        Files.writeString(unfinished, Long.toString(ProcessHandle.current().pid()));
        Files.move(unfinished, Path.of(file));
    }

    /** Calls {@code System.exit(0)} on another thread. */
    record ExitsOnAnotherThread() implements RemoteCallable<Object> {
        @Override
        public Object call() throws InterruptedException {
            Thread.ofPlatform().start(() -> System.exit(0));
            new CountDownLatch(1).await();
            return "never";
        }
    }

    /** Calls {@code abort} of the C library. */
    record Aborts() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            natively(Native::abort);
            return "never";
        }
    }

    /** Returns what recurses without end where it is rebuilt. */
    record ReturnsBottomless() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return new Bottomless();
        }
    }

    /** A value whose rebuilding overflows the stack. */
    static final class Bottomless implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new IllegalStateException("depth " + depth(0));
        }

        private static long depth(long now) {
            return now < 0 ? 0 : 1 + depth(now + 1);
        }
    }

    /** Fills the Java heap on four threads. */
    record EatsHeapTogether() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            for (int i = 0; i < 3; i++) {
                Thread.ofPlatform().daemon().start(() -> new Faults.EatHeap().call());
            }
            return new Faults.EatHeap().call();
        }
    }

    /** Two threads that wait for each other's lock. */
    record Deadlocks() implements RemoteCallable<Object> {
        @Override
        public Object call() throws InterruptedException {
            Object first = new Object();
            Object second = new Object();
            CountDownLatch both = new CountDownLatch(2);
            Thread.ofPlatform().daemon().start(() -> lock(first, second, both));
            lock(second, first, both);
            return "never";
        }

        private static void lock(Object one, Object other, CountDownLatch both) {
            synchronized (one) {
                both.countDown();
                while (both.getCount() > 0) {
                    Thread.onSpinWait();
                }
                synchronized (other) {
                    both.countDown();
                }
            }
        }
    }

    /** Returns so many bytes. */
    record ReturnsBytes(int count) implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return new byte[count];
        }
    }

    /** Throws an exception whose class exists in the worker only. */
    record ThrowsUnknownClass() implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            ClassDesc base = ConstantDescs.CD_Exception;
            MethodTypeDesc constructor = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
            byte[] bytes = ClassFile.of()
                    .build(
                            ClassDesc.of("dev.cloister.cli.faults.WorkerOnlyException"),
                            builder -> builder.withFlags(ClassFile.ACC_PUBLIC)
                                    .withSuperclass(base)
                                    .withMethodBody(
                                            ConstantDescs.INIT_NAME,
                                            constructor,
                                            ClassFile.ACC_PUBLIC,
                                            code -> code.aload(0)
                                                    .aload(1)
                                                    .invokespecial(base, ConstantDescs.INIT_NAME, constructor)
                                                    .return_()));
            Class<?> type = MethodHandles.lookup().defineClass(bytes);
            throw (Exception) type.getConstructor(String.class).newInstance("known here only");
        }
    }

    /** Returns a value whose rebuilding throws an error that is no exception. */
    record ReturnsErrorOnRead() implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return new ErrorOnRead();
        }
    }

    /** A value whose rebuilding throws an error that is no exception. */
    static final class ErrorOnRead implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            throw new Faults.OwnError("thrown by readObject");
        }
    }

    /** Returns 64 MiB and is killed while they are in the pipe. */
    record DiesMidMessage() implements RemoteCallable<Object> {
        private static final int MANY = 32 << 10;

        @Override
        public Object call() throws InterruptedException {
            CountDownLatch ready = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> natively(() -> watch(ready)));
            ready.await();
            return new byte[64 * MIB];
        }

        /** The calls are linked before it matters how long they take. */
        private static void watch(CountDownLatch ready) throws Throwable {
            boolean linked = Native.signal(ProcessHandle.current().pid(), 0) == 0 && Native.buffered(PROTOCOL) >= 0;
            ready.countDown();
            while (linked && Native.buffered(PROTOCOL) < MANY) {
                Thread.onSpinWait();
            }
            Native.raise(Native.SIGKILL);
        }
    }

    /** Writes bytes that are no frame where frames belong. */
    record WritesJunk() implements RemoteCallable<Object> {
        @Override
        public Object call() throws InterruptedException {
            natively(() -> Native.write(PROTOCOL, "this is no frame ".repeat(64)));
            LockSupport.parkNanos(Limits.PATIENCE.toNanos());
            return "written";
        }
    }

    /** Returns 32 sets within sets, each twice in the one above: rebuilding them hashes 2^32 times. */
    record ReturnsBomb() implements RemoteCallable<Object> {
        private static final int LEVELS = 32;

        @Override
        public Object call() {
            Set<Object> root = new HashSet<>();
            Set<Object> left = root;
            Set<Object> right = new HashSet<>();
            for (int i = 0; i < LEVELS; i++) {
                Set<Object> nextLeft = new HashSet<>();
                Set<Object> nextRight = new HashSet<>(Set.of("different"));
                left.add(nextLeft);
                left.add(nextRight);
                right.add(nextLeft);
                right.add(nextRight);
                left = nextLeft;
                right = nextRight;
            }
            return root;
        }
    }

    /** Prints in three ways, a line that looks like a frame among them, and reads its standard input. */
    record PrintsAndReads() implements RemoteCallable<Object> {
        @Override
        public Object call() throws IOException {
            System.out.println("printed");
            System.err.println("CLST\u0001\u0000\u0000\u0010 looks like a frame");
            natively(() -> Native.write(1, "written on descriptor 1\n"));
            return System.in.read();
        }
    }

    /** Starts a process that sleeps, writes its number into a file, and is killed. */
    record LeavesGrandchild(String file) implements RemoteCallable<Object> {
        @Override
        public Object call() throws IOException {
            long pid = new ProcessBuilder("sleep", "1000").start().pid();
            Files.writeString(Path.of(file), Long.toString(pid), StandardCharsets.US_ASCII);
            natively(() -> Native.raise(Native.SIGKILL));
            return "never";
        }
    }

    /** Prints a line and returns its text. */
    record Prints(String text) implements RemoteCallable<Object> {
        @Override
        public Object call() {
            System.out.println(text);
            return text;
        }
    }

    /** Says that it runs, and halts its process when it is told to. */
    record HaltsWhenTold(String running, String told) implements RemoteCallable<Object> {
        @Override
        public Object call() throws Exception {
            announce(running);
            boolean _ = Moment.await(12.0, () -> Files.exists(Path.of(told)));
            return new Faults.HaltNow(9).call();
        }
    }

    /** Returns its text. */
    record Says(String text) implements RemoteCallable<Object> {
        @Override
        public Object call() {
            return text;
        }
    }
}
