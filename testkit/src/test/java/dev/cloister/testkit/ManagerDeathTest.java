package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cloister.CodecException;
import dev.cloister.ManagerDiedException;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.manager.ManagedMap;
import dev.cloister.manager.Manager;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A manager whose process is killed while it is used. */
@ExtendWith({Watchdog.class, NoOrphans.class})
final class ManagerDeathTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NOTICED = Duration.ofSeconds(2);

    @Test
    void l3_allWhoWaitAreToldAtOnceAndG09CtrlCIsIgnored() throws Exception {
        try (Manager manager = Manager.inProcess(ManagerUse.OPTIONS);
                Pool pool = Pool.ofProcesses(1)) {
            Shelf shelf = manager.create(Shelf.class);
            ManagedMap<String, Integer> map = manager.map();
            long pid = shelf.pid();
            Processes.signal(pid, "INT");
            assertThat(map.put("a", 1)).as("after Ctrl-C").isNull();
            TaskFuture<Throwable> there = pool.submit(() -> catchThrowable(shelf::sleep));
            var here = manager.async(() -> catchThrowable(shelf::sleep));
            Await.until("both sleep", SOON, () -> shelf.sleeping() == 2);
            long start = System.nanoTime();
            Processes.signal(pid, "KILL");
            assertThat(here.get()).isInstanceOf(ManagerDiedException.class);
            assertThat(there.get()).isInstanceOf(ManagerDiedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NOTICED);
            assertThatThrownBy(() -> map.get("a")).isInstanceOf(ManagerDiedException.class);
            assertThatThrownBy(manager::map).isInstanceOf(ManagerDiedException.class);
            assertThatThrownBy(() -> pool.submit(() -> map.size()))
                    .as("nor do handles travel")
                    .isInstanceOf(CodecException.class)
                    .hasCauseInstanceOf(ManagerDiedException.class);
        }
    }
}
