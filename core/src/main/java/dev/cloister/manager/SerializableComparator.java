package dev.cloister.manager;

import java.io.Serializable;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Comparator} that can travel to where a managed object lives, with what it captures. A lambda or a method reference
 * written where one is expected is serializable without a cast.
 *
 * {@snippet :
 * dev.cloister.manager.SerializableComparator<String> byLength = (a, b) -> Integer.compare(a.length(), b.length());
 * }
 *
 * <p>It runs while the object is kept for it: it should be short, and must not wait for others that use the object.
 *
 * @param <T> the type of what it compares
 */
@FunctionalInterface
public interface SerializableComparator<T extends @Nullable Object> extends Comparator<T>, Serializable {}
