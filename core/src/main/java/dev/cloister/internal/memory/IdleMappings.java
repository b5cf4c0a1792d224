package dev.cloister.internal.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mappings of named files whose handles are unreachable but were not closed. They are not closed at once: a thread may still
 * use the memory although nobody has the handle. The next handle of the same file takes the mapping over; it is closed when
 * the file has lost its name, or when there are too many. Thread-safe.
 */
public final class IdleMappings {
    /** Beyond these the oldest is closed. */
    private static final int MAX = 64;

    private static final IdleMappings IN_THIS_PROCESS = new IdleMappings();

    /** By key, in the order in which they came. Guarded by this. */
    private final Map<String, MappedFile> idle = new LinkedHashMap<>();

    private IdleMappings() {}

    /** Those of this process. */
    public static IdleMappings current() {
        return IN_THIS_PROCESS;
    }

    /** Maps the file that has this name now, or takes over a mapping of it. */
    public synchronized MappedFile open(Path path, String key) throws IOException {
        MappedFile known = idle.remove(key);
        closeUnnamed();
        return known != null ? known : MappedFile.open(path);
    }

    private void closeUnnamed() {
        for (Iterator<Map.Entry<String, MappedFile>> it = idle.entrySet().iterator(); it.hasNext(); ) {
            Map.Entry<String, MappedFile> entry = it.next();
            if (!NamedFile.isNamed(entry.getValue().path(), entry.getKey())) {
                it.remove();
                entry.getValue().close();
            }
        }
    }

    /** The handle is unreachable. */
    public synchronized void add(String key, MappedFile file) {
        closeUnnamed();
        @Nullable MappedFile surplus = key.isEmpty() ? file : idle.put(key, file);
        if (surplus == null && idle.size() > MAX) {
            surplus = idle.remove(idle.keySet().iterator().next());
        }
        if (surplus != null) {
            surplus.close();
        }
    }
}
