package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.manager.Manager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Managed collections are what their interfaces say: Guava's suites for these, with a manager in this JVM. */
@ExtendWith({Watchdog.class, NoOrphans.class})
class ManagedCollectionsTest {
    private Manager manager;

    @BeforeEach
    void open() {
        manager = Manager.open();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void map() {
        assertThat(GuavaSuites.map("ManagedMap", manager::map)).isGreaterThan(900);
    }

    @Test
    void list() {
        assertThat(GuavaSuites.list("ManagedList", manager::list)).isGreaterThan(400);
    }

    @Test
    void set() {
        assertThat(GuavaSuites.set("ManagedSet", manager::set)).isGreaterThan(400);
    }

    @Test
    void queue() {
        assertThat(GuavaSuites.queue("ManagedQueue", () -> manager.queue(Integer.MAX_VALUE)))
                .isGreaterThan(200);
    }

    @Test
    void deque() {
        assertThat(GuavaSuites.queue("ManagedDeque", () -> manager.deque(Integer.MAX_VALUE)))
                .isGreaterThan(200);
    }

    @Test
    void threadsThatWaitAreFreedWhenTheManagerIsClosed() throws Exception {
        var lock = manager.lock();
        var semaphore = manager.semaphore(0);
        lock.lock();
        var locking = new FutureTask<Void>(lock::lock, null);
        var acquiring = new FutureTask<Void>(semaphore::acquireUninterruptibly, null);
        Thread first = Thread.ofPlatform().daemon().start(locking);
        Thread second = Thread.ofPlatform().daemon().start(acquiring);
        Await.until(
                "threads that wait",
                Duration.ofSeconds(10),
                () -> first.getState() == Thread.State.WAITING && second.getState() == Thread.State.WAITING);
        manager.close();
        for (var waiter : List.of(locking, acquiring)) {
            assertThatThrownBy(() -> waiter.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }
}
