package dev.cloister.manager;

import java.io.Serializable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BiFunction} that can travel to where a managed object lives, with what it captures. A lambda or a method reference written
 * where one is expected is serializable without a cast.
 *
 * {@snippet :
 * dev.cloister.manager.SerializableBiFunction<Integer, Integer, Integer> sum = Integer::sum;
 * }
 *
 * <p>It runs while the object is kept for it: it should be short, and must not wait for others that use the object.
 *
 * @param <T> the type of the first argument
 * @param <U> the type of the second argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface SerializableBiFunction<
                T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
        extends BiFunction<T, U, R>, Serializable {}
