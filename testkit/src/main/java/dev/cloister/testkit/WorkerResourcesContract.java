package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.RemoteCallable;
import dev.cloister.TaskFuture;
import dev.cloister.UsableCpus;
import dev.cloister.WarmWorkers;
import dev.cloister.WorkerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What workers get of the machine: processors, priority, heap. Needs Linux with util-linux. */
@ExtendWith({Watchdog.class, NoOrphans.class})
public abstract class WorkerResourcesContract {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** For subclasses. */
    protected WorkerResourcesContract() {}

    /** The backend under test; each of its workers runs one task at a time. */
    protected abstract Backend backend(int workers);

    Pool open(int size, WorkerOptions workers) {
        return Pool.open(PoolOptions.of(backend(size))
                .withOutput((worker, source, line) -> {})
                .withWorkers(workers));
    }

    /** The processors that the process that runs it may use, as the kernel writes them. */
    record AllowedCpus() implements RemoteCallable<String> {
        @Override
        public String call() throws Exception {
            return pinnedTo(ProcessHandle.current().pid());
        }

        static String pinnedTo(long pid) throws Exception {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The niceness of the process that runs it. */
    record Niceness() implements RemoteCallable<Integer> {
        private static final int FIELD = 16;

        @Override
        public Integer call() throws Exception {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String afterName = stat.substring(stat.lastIndexOf(')') + 2);
            return Integer.valueOf(afterName.split(" ", -1)[FIELD]);
        }
    }

    @Test
    final void workersArePinnedRoundRobinAndAReplacementTakesTheFreePlace(@TempDir Path directory) throws Exception {
        int cpus = UsableCpus.current().count();
        try (Pool pool = open(2, WorkerOptions.defaults().withPinning())) {
            Gate gate = Gate.in(Files.createDirectory(directory.resolve("first")));
            List<TaskFuture<Long>> running = FuturesContract.occupy(pool, gate);
            Set<String> places = new TreeSet<>();
            for (long pid : gate.pids()) {
                places.add(AllowedCpus.pinnedTo(pid));
            }
            assertThat(places).hasSize(Math.min(2, cpus)).allMatch(place -> place.matches("\\d+"));
            gate.open();
            long victim = Endings.values(running).getFirst();
            String freed = AllowedCpus.pinnedTo(victim);
            Processes.signal(victim, "KILL");
            Await.until("it lives", SOON, () -> !Processes.isAlive(victim));
            Gate second = Gate.in(Files.createDirectory(directory.resolve("second")));
            running = FuturesContract.occupy(pool, second);
            Set<String> after = new TreeSet<>();
            for (long pid : second.pids()) {
                after.add(AllowedCpus.pinnedTo(pid));
            }
            assertThat(after).isEqualTo(places).contains(freed);
            second.open();
            Endings.values(running);
            assertThat(Endings.value(pool.submit(() -> Runtime.getRuntime().availableProcessors())))
                    .isEqualTo(1);
        }
    }

    @Test
    final void workersArePinnedToThePlacesGiven() throws Exception {
        Set<Integer> usable = usable();
        int last = usable.stream().mapToInt(cpu -> cpu).max().orElseThrow();
        try (Pool all = open(1, WorkerOptions.defaults().withPinning(List.of(usable)));
                Pool one = open(1, WorkerOptions.defaults().withPinning(List.of(Set.of(last))))) {
            assertThat(Endings.value(all.submit(new AllowedCpus()))).isEqualTo(new AllowedCpus().call());
            assertThat(Endings.value(one.submit(new AllowedCpus()))).isEqualTo(Integer.toString(last));
        }
        assertThatThrownBy(() -> open(
                        1,
                        WorkerOptions.defaults()
                                .withPinning(List.of(Set.of(usable.iterator().next(), 60_000)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[60000]")
                .hasMessageContaining(usable.toString());
    }

    private static Set<Integer> usable() throws Exception {
        Set<Integer> cpus = new TreeSet<>();
        for (String part : new AllowedCpus().call().split(",", -1)) {
            String[] ends = part.split("-", -1);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    @Test
    final void pinnedWorkersAreNotWarm() {
        assertThatThrownBy(() -> {
                    try (WarmWorkers warm =
                            WarmWorkers.start(1, WorkerOptions.defaults().withPinning())) {
                        throw new AssertionError(warm.toString());
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pinned");
    }

    @Test
    final void workersAreNicerThanThisProcess() throws Exception {
        int own = new Niceness().call();
        try (Pool nice = open(1, WorkerOptions.defaults().withNiceness(7));
                Pool nicest = open(1, WorkerOptions.defaults().withNiceness(19));
                Pool plain = open(1, WorkerOptions.defaults().withNiceness(0))) {
            assertThat(Endings.value(nice.submit(new Niceness()))).isEqualTo(Math.min(19, own + 7));
            assertThat(Endings.value(nicest.submit(new Niceness()))).isEqualTo(19);
            assertThat(Endings.value(plain.submit(new Niceness()))).isEqualTo(own);
        }
    }

    @Test
    final void everythingTogetherWithFlagsAndEnvironment(@TempDir Path directory) throws Exception {
        WorkerOptions workers = WorkerOptions.defaults()
                .withDirectory(directory)
                .withEnvironment("TESTKIT_SET", "yes")
                .withoutEnvironment("PATH")
                .withJvmArguments("-Dtestkit.given=1")
                .withPinning()
                .withNiceness(3)
                .withHeap(64L << 20)
                .withMemoryCap(400L << 20)
                .withMemoryLimits(300L << 20, 500L << 20);
        try (Pool pool = open(1, workers)) {
            assertThat(Endings.value(pool.submit(() -> System.getProperty("testkit.given")
                            + System.getenv("TESTKIT_SET")
                            + System.getenv("PATH")
                            + Path.of("").toAbsolutePath())))
                    .isEqualTo("1yesnull" + directory.toRealPath());
            assertThat(Endings.value(pool.submit(new AllowedCpus()))).matches("\\d+");
            assertThat(heapMebibytes(pool)).isBetween(55L, 70L);
        }
    }

    private static long heapMebibytes(Pool pool) throws Exception {
        return Endings.value(pool.submit(() -> Runtime.getRuntime().maxMemory())) >> 20;
    }

    @Test
    final void theHeapIsThatGivenAndAFlagWins() throws Exception {
        WorkerOptions heap = WorkerOptions.defaults().withHeap(100L << 20);
        try (Pool given = open(1, heap);
                Pool flag = open(1, heap.withJvmArguments("-Xmx50m"))) {
            assertThat(heapMebibytes(given)).isBetween(90L, 110L);
            assertThat(heapMebibytes(flag)).isBetween(42L, 55L);
        }
    }

    @Test
    final void theHeapsOfALargePoolFitIntoTheMemoryTogether() throws Exception {
        WorkerOptions share = WorkerOptions.defaults().withHeapShare();
        try (Pool small = open(3, WorkerOptions.defaults());
                Pool large = open(12, WorkerOptions.defaults());
                Pool shared = open(12, share);
                Pool alone = open(1, share)) {
            double quarter = heapMebibytes(small);
            assertThat(heapMebibytes(large) / quarter).isBetween(0.23, 0.27);
            assertThat(heapMebibytes(shared) / quarter).isBetween(0.23, 0.27);
            assertThat(heapMebibytes(alone) / quarter).isBetween(2.8, 3.2);
        }
    }

    @Test
    final void aWarmWorkerWithAnotherShareIsNotTaken() throws Exception {
        WorkerOptions share = WorkerOptions.defaults().withHeapShare();
        try (WarmWorkers warm = WarmWorkers.start(1, share)) {
            assertThat(warm.awaitReady(SOON)).isTrue();
            try (Pool two = open(2, share);
                    Pool one = open(1, share)) {
                Endings.value(two.submit(() -> 1));
                assertThat(warm.ready()).isEqualTo(1);
                Endings.value(one.submit(() -> 1));
                assertThat(warm.ready()).isZero();
            }
        }
    }

    @Test
    final void optionsAreValues() {
        WorkerOptions one = resources();
        assertThat(one).isEqualTo(resources()).hasSameHashCodeAs(resources());
        assertThat(List.of(
                        one.withNiceness(2),
                        one.withPinning(),
                        one.withHeapShare(),
                        one.withHeap(65L << 20),
                        one.withMemoryCap(401L << 20),
                        one.withMemoryLimits(0, 500L << 20),
                        one.withMemoryLimits(300L << 20, 0)))
                .doesNotContain(one)
                .doesNotHaveDuplicates();
    }

    private static WorkerOptions resources() {
        return WorkerOptions.defaults()
                .withPinning(List.of(Set.of(0, 1), new TreeSet<>(Set.of(1))))
                .withNiceness(1)
                .withHeap(64L << 20)
                .withMemoryCap(400L << 20)
                .withMemoryLimits(300L << 20, 500L << 20);
    }

    @Test
    final void badValuesAreRefusedWithNameAndRule() {
        WorkerOptions options = WorkerOptions.defaults();
        assertRefused("niceness must be from 0 to 19: 20", () -> options.withNiceness(20));
        assertRefused("niceness must be from 0 to 19: -1", () -> options.withNiceness(-1));
        assertRefused("heap must be at least 8388608 bytes (8 MiB): 1024", () -> options.withHeap(1024));
        assertRefused("memoryCap must be at least", () -> options.withMemoryCap(1 << 20));
        assertRefused("softMemoryLimit must be at least", () -> options.withMemoryLimits(-1, 0));
        assertRefused("hardMemoryLimit must be at least", () -> options.withMemoryLimits(0, 1));
        assertRefused("is above the hard one", () -> options.withMemoryLimits(200L << 20, 100L << 20));
        assertRefused("no places", () -> options.withPinning(List.of()));
        assertRefused("at least one processor", () -> options.withPinning(List.of(Set.of())));
        assertRefused("-1", () -> options.withPinning(List.of(Set.of(-1))));
        WorkerOptions capped = options.withMemoryCap(256L << 20);
        assertRefused("raise the cap to 328 MiB", () -> open(1, capped.withHeap(200L << 20)));
        assertRefused("raise the cap to 1152 MiB", () -> open(1, capped.withJvmArguments("-Xmx1g")));
    }

    private static void assertRefused(String message, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
