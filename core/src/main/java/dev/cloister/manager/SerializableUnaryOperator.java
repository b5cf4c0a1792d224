package dev.cloister.manager;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link UnaryOperator} that can travel to where a managed object lives, with what it captures. A lambda or a method reference written
 * where one is expected is serializable without a cast.
 *
 * {@snippet :
 * dev.cloister.manager.SerializableUnaryOperator<String> trimmed = String::strip;
 * }
 *
 * <p>It runs while the object is kept for it: it should be short, and must not wait for others that use the object.
 *
 * @param <T> the type of the argument and of the result
 */
@FunctionalInterface
public interface SerializableUnaryOperator<T extends @Nullable Object> extends UnaryOperator<T>, Serializable {}
