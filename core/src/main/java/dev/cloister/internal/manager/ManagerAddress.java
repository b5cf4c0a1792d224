package dev.cloister.internal.manager;

import dev.cloister.internal.os.ProcessStarts;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a process gets to a manager.
 *
 * @param id see {@link Endpoint#id()}
 * @param name the manager's name
 * @param pid of the process that it runs in
 * @param started when that began: see {@link ProcessStarts}
 * @param door the queue that connections are put into, encoded; null if it is reached otherwise
 * @param served where it is served for other hosts; null if it has a door
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ManagerAddress(
        long id,
        String name,
        long pid,
        long started,
        byte @Nullable [] door,
        @Nullable String served) implements Serializable {
    /** Whether the manager's process lives, as far as can be told from here. */
    boolean isAlive() {
        return served != null || ProcessStarts.isAlive(pid, started);
    }

    /** For messages: its name, and its process if that is on this host. */
    @Override
    public String toString() {
        return "manager " + name + (served == null ? " (pid " + pid + ")" : "");
    }
}
