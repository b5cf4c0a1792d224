package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloister.manager.Manager;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Managed collections are what their interfaces say: Guava's suites for these, with a manager in this JVM. */
@ExtendWith({Watchdog.class, NoOrphans.class})
@SuppressWarnings("unchecked") // of strings
class ManagedCollectionsTest {
    private static final Manager MANAGER = Manager.open();

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static Object make(String type, Object... arguments) {
        try {
            return MANAGER.create(type, arguments);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void map() {
        assertThat(GuavaSuites.map("ManagedMap", () -> (ConcurrentMap<String, String>) make("map")))
                .isGreaterThan(1000);
    }

    @Test
    void list() {
        assertThat(GuavaSuites.list("ManagedList", () -> (List<String>) make("list")))
                .isGreaterThan(1000);
    }

    @Test
    void set() {
        assertThat(GuavaSuites.set("ManagedSet", () -> (Set<String>) make("set")))
                .isGreaterThan(200);
    }

    @Test
    void queue() {
        assertThat(GuavaSuites.queue("ManagedQueue", () -> (Queue<String>) make("queue", Integer.MAX_VALUE)))
                .isGreaterThan(100);
    }

    @Test
    void deque() {
        assertThat(GuavaSuites.queue("ManagedDeque", () -> (Queue<String>) make("deque", Integer.MAX_VALUE)))
                .isGreaterThan(100);
    }
}
