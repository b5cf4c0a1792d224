package dev.cloister.internal.codec;

import java.io.InvalidObjectException;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much it would take to hash the collections of a message, while they are read. A collection that holds another twice takes
 * twice as much as that, and is written with a reference: forty of those, one in the other, are some hundred bytes, and as the
 * key of a map would keep a processor busy for hours. Honest objects take about as much as they have bytes, for each
 * level of nesting. Looks at collections of the JDK only.
 */
final class HashWork {
    private static final long ALWAYS_ALLOWED = 1 << 16;
    private static final long ALLOWED_PER_BYTE = 256;

    /** It may say that it has two billion elements, and hashes them without looking at each. */
    private static final String REPEATED = "java.util.Collections$CopiesList";

    private static final Module BASE = Object.class.getModule();

    /** The collections that were read, and what each takes. */
    private final IdentityHashMap<Object, Long> known = new IdentityHashMap<>();

    private final long allowed;
    private long total;

    HashWork(int messageBytes) {
        this.allowed = ALWAYS_ALLOWED + ALLOWED_PER_BYTE * messageBytes;
    }

    /** An object was read, and nobody has hashed it yet. */
    void read(Object object) throws InvalidObjectException {
        if (object.getClass().getModule() != BASE) {
            return;
        }
        long work = switch (object) {
            case Map<?, ?> map -> of(map.keySet()) + of(map.values());
            case Map.Entry<?, ?> entry -> 1 + ofElement(entry.getKey()) + ofElement(entry.getValue());
            case List<?> list
            when list.getClass().getName().equals(REPEATED) -> list.isEmpty() ? 1 : ofElement(list.getFirst());
            case Collection<?> collection -> of(collection);
            default -> 0L;
        };
        if (work > 0) {
            known.put(object, work);
            total += work;
            if (total > allowed) {
                throw new InvalidObjectException(
                        "its collections are in each other so often that to hash them would take for ever");
            }
        }
    }

    private long of(Collection<?> elements) {
        long work = 1;
        for (Object element : elements) {
            work += ofElement(element);
        }
        return work;
    }

    private long ofElement(@Nullable Object element) {
        Long work = known.get(element);
        return work == null ? 1 : work;
    }
}
