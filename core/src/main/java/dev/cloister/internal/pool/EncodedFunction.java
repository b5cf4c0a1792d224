package dev.cloister.internal.pool;

import dev.cloister.internal.codec.TaskCodec;
import dev.cloister.internal.codec.Wrapping;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A function as bytes, sent to each worker once.
 *
 * @param id its number, unique in this JVM
 * @param bytes the body of DEFINE
 * @param type its class
 * @param lasting whether it serves for every task from one place of the program: a lambda without captured values, or
 *     the template of one with some; else it is forgotten when its map has ended
 * @param captured the values for the template; null if the function is whole
 */
record EncodedFunction(
        int id,
        byte[] bytes,
        Class<?> type,
        boolean lasting,
        @Nullable Object @Nullable [] captured) {
    private static final AtomicInteger IDS = new AtomicInteger();

    /** Encodes a function; throws CodecException if it cannot travel. */
    static EncodedFunction of(Object function) {
        EncodedFunction known = LambdaClass.of(function.getClass()).encode(function);
        return known != null ? known : whole(function, false);
    }

    /** Encodes a function with all that it holds. */
    static EncodedFunction whole(Object function, boolean lasting) {
        return create(TaskCodec.encodeFunction(function), Wrapping.typeOf(function), lasting);
    }

    static EncodedFunction create(byte[] bytes, Class<?> type, boolean lasting) {
        return new EncodedFunction(IDS.incrementAndGet(), bytes, type, lasting, null);
    }

    /** What finds the classes that go with it. */
    ClassLoader loader() {
        return loaderOf(type);
    }

    /** What finds the classes that go with a function; the system's loader if there is none. */
    static ClassLoader loaderOf(@Nullable Object function) {
        return function == null ? ClassLoader.getSystemClassLoader() : loaderOf(function.getClass());
    }

    private static ClassLoader loaderOf(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    EncodedFunction withCaptured(@Nullable Object[] values) {
        return new EncodedFunction(id, bytes, type, lasting, values);
    }
}
