package dev.cloister.manager;

import java.io.Serializable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Predicate} that can travel to where a managed object lives, with what it captures. A lambda or a method reference written
 * where one is expected is serializable without a cast.
 *
 * {@snippet :
 * dev.cloister.manager.SerializablePredicate<String> empty = String::isEmpty;
 * }
 *
 * <p>It runs while the object is kept for it: it should be short, and must not wait for others that use the object.
 *
 * @param <T> the type of the argument
 */
@FunctionalInterface
public interface SerializablePredicate<T extends @Nullable Object> extends Predicate<T>, Serializable {}
