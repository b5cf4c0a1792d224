package dev.cloister.testkit;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A type of one's own for managers: what it can do is this interface. */
public interface Shelf {
    /** Returns what it gets. */
    @Nullable
    Object echo(@Nullable Object value);

    /** A part of it: the same object each time for the same name. */
    Box box(String name);

    /** A list that is copied. */
    List<String> names();

    /** Throws an exception of this text. */
    void fail(String text);

    /** Throws an exception that cannot be rebuilt where it goes. */
    void failOddly();

    /** Returns what cannot travel. */
    Object unserializable();

    /** Waits until it is interrupted. */
    void sleep() throws InterruptedException;

    /** How many calls of {@link #sleep} wait just now. */
    int sleeping();

    /** Collects garbage where it lives. */
    void collect();

    /** The process that it lives in. */
    long pid();

    /** Overloads of all kinds of parameters. */
    String sum(int a, long b, double c, boolean d, char e, byte f, short g, float h);

    /** An overload. */
    String sum(String a, String b);

    /** A part of a shelf. */
    interface Box {
        /** Adds so much. */
        int add(int count);
    }

    /** What is behind it. */
    final class Servant implements Shelf {
        private final java.util.Map<String, Box> boxes = new java.util.TreeMap<>();
        private final AtomicInteger sleeping = new AtomicInteger();

        /** An empty one. */
        public Servant() {}

        /** In the class, but not in the interface: cannot be called from elsewhere. */
        public String secret() {
            return "secret";
        }

        @Override
        public @Nullable Object echo(@Nullable Object value) {
            return value;
        }

        @Override
        public synchronized Box box(String name) {
            return boxes.computeIfAbsent(name, _ -> new Count());
        }

        @Override
        public synchronized List<String> names() {
            return List.copyOf(boxes.keySet());
        }

        @Override
        public void fail(String text) {
            throw new ArithmeticException(text);
        }

        @Override
        public void failOddly() {
            throw new Odd();
        }

        @Override
        public Object unserializable() {
            return new Object();
        }

        @Override
        public void sleep() throws InterruptedException {
            sleeping.incrementAndGet();
            try {
                new java.util.concurrent.CountDownLatch(1).await();
            } finally {
                sleeping.decrementAndGet();
            }
        }

        @Override
        public void collect() {
            System.gc();
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public int sleeping() {
            return sleeping.get();
        }

        @Override
        public String sum(int a, long b, double c, boolean d, char e, byte f, short g, float h) {
            return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h;
        }

        @Override
        public String sum(String a, String b) {
            return a + b;
        }
    }

    /** The servant of a box. */
    final class Count implements Box {
        private int count;

        /** An empty one. */
        public Count() {}

        @Override
        public synchronized int add(int more) {
            count += more;
            return count;
        }
    }

    /** Has a field that cannot travel. */
    final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings({"serial", "UnusedVariable"}) // that is what it is for
        private final Object field = new Object();

        Odd() {
            super("odd");
        }
    }
}
