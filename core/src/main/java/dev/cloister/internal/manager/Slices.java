package dev.cloister.internal.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of lists as in Python: what is below 0 counts from the end, what is out of bounds is cut off. */
final class Slices {
    private Slices() {}

    static <E extends @Nullable Object> List<E> of(List<E> elements, int from, int to) {
        int begin = bound(from, elements.size());
        int end = bound(to, elements.size());
        return begin < end ? new ArrayList<>(elements.subList(begin, end)) : new ArrayList<>();
    }

    private static int bound(int index, int size) {
        return Math.clamp(index < 0 ? (long) index + size : index, 0, size);
    }
}
