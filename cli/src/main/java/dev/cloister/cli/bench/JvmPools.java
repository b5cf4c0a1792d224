package dev.cloister.cli.bench;

import dev.cloister.Backend;
import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pools of this JVM, opened and warmed once and used by all workloads. */
final class JvmPools implements AutoCloseable {
    /** Threads of the thread pools for work that waits. */
    static final int WAITING_THREADS = 40;

    /** Threads of each process that has several. */
    static final int MIXED_THREADS = 10;

    private static final int NAP_MILLIS = 50;
    private static final int MOST_NAPS = 200;

    private final Backend fewThreads;
    private final Backend manyThreads = Backend.threads(WAITING_THREADS);
    private final Backend virtualThreads = Backend.virtualThreads();
    private final Backend processes;
    private final Backend.Processes processesTimesThreads;
    private final int warmUpMillis;
    private final Map<Backend, Pool> pools = new HashMap<>();
    private final Map<Backend, String> failures = new HashMap<>();

    private JvmPools(int cpus, BenchSettings settings) {
        warmUpMillis = settings.warmUpMillis();
        processesTimesThreads = new Backend.Processes(settings.mixedProcesses(), MIXED_THREADS);
        fewThreads = Backend.threads(cpus);
        processes = Backend.processes(cpus);
    }

    /** Opens the pools and starts all their workers. */
    static JvmPools open(int cpus, BenchSettings settings) throws InterruptedException {
        var pools = new JvmPools(cpus, settings);
        for (Backend backend : List.of(
                pools.fewThreads,
                pools.manyThreads,
                pools.virtualThreads,
                pools.processes,
                pools.processesTimesThreads)) {
            pools.open(backend);
        }
        return pools;
    }

    private void open(Backend backend) throws InterruptedException {
        if (pools.containsKey(backend)) { // on a machine of 40 processors two are alike
            return;
        }
        try {
            Pool pool = Pool.open(PoolOptions.of(backend));
            pools.put(backend, pool);
            if (backend instanceof Backend.Processes wanted) {
                startWorkers(pool, wanted.workers());
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // its rows say so; the other modes still run
            failures.put(backend, Measurement.describe(e));
        }
    }

    /** Keeps all slots busy until as many workers as wanted have come. */
    private static void startWorkers(Pool pool, int workers) throws Exception {
        for (int round = 0; round < MOST_NAPS && pool.statistics().started() < workers; round++) {
            pool.map(JvmPools::nap, Collections.nCopies(pool.parallelism(), NAP_MILLIS), 1);
        }
    }

    private static int nap(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    /** The modes of this JVM for {@code workload}, serial first. */
    List<Contender> contenders(Workload workload) {
        List<Contender> all = new ArrayList<>();
        all.add(new JvmContender(workload, Mode.SERIAL, "serial", null, warmUpMillis));
        Backend threads = workload.kind() == Workload.Kind.WAITS ? manyThreads : fewThreads;
        all.add(contender(workload, Mode.THREADS, threads));
        all.add(contender(workload, Mode.VIRTUAL_THREADS, virtualThreads));
        all.add(contender(workload, Mode.PROCESSES, processes));
        all.add(contender(workload, Mode.PROCESSES_X_THREADS, processesTimesThreads));
        all.add(new AutoContender(workload, warmUpMillis));
        return all;
    }

    private Contender contender(Workload workload, Mode mode, Backend backend) {
        String label = Backends.label(backend);
        String failure = failures.get(backend);
        return failure != null
                ? new BrokenContender(mode, label, failure)
                : new JvmContender(workload, mode, label, pools.get(backend), warmUpMillis);
    }

    /** The pool of as many processes as processors, if it could be opened. */
    Optional<Pool> processes() {
        return failures.containsKey(processes) ? Optional.empty() : Optional.ofNullable(pools.get(processes));
    }

    @Override
    public void close() {
        pools.values().forEach(Pool::killWorkers);
        pools.values().forEach(Pool::close);
    }
}
