package dev.cloister.manager;

import java.io.Serializable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Function} that can travel to where a managed object lives, with what it captures. A lambda or a method reference written
 * where one is expected is serializable without a cast.
 *
 * {@snippet :
 * dev.cloister.manager.SerializableFunction<String, Integer> length = String::length;
 * }
 *
 * <p>It runs while the object is kept for it: it should be short, and must not wait for others that use the object.
 *
 * @param <T> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface SerializableFunction<T extends @Nullable Object, R extends @Nullable Object>
        extends Function<T, R>, Serializable {}
