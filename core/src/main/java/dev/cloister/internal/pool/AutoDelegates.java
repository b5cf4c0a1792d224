package dev.cloister.internal.pool;

import dev.cloister.Backend;
import dev.cloister.PoolOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pools behind an automatic one, opened when they are needed. Thread-safe. */
final class AutoDelegates {
    private static final int MAX_NAME = 64;
    private static final long KEEP_MILLIS = 200;

    private final AutomaticPool owner;
    private final Function<PoolOptions, AbstractPool> open;

    /** Guarded by this, as the others. */
    private final Map<Backend, WorkingPool> pools = new LinkedHashMap<>();

    private final Set<String> names = new HashSet<>();
    private boolean closed;

    /** The same, for who must not wait. */
    private volatile List<WorkingPool> all = List.of();

    private volatile @Nullable AbstractPool broken;

    private final ThreadPoolExecutor threads;

    AutoDelegates(AutomaticPool owner, Function<PoolOptions, AbstractPool> open) {
        this.owner = owner;
        this.open = open;
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEEP_MILLIS,
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform()
                        .daemon()
                        .name("cloister-" + owner.name() + "-auto-", 1)
                        .factory(),
                new ThreadPoolExecutor.DiscardPolicy()); // once it is closed there is nothing left to do
    }

    void later(Runnable action) {
        threads.execute(action);
    }

    synchronized WorkingPool get(Backend backend) {
        WorkingPool known = pools.get(backend);
        if (known != null) {
            return known;
        }
        if (closed) {
            throw new RejectedExecutionException(owner.name() + " was shut down");
        }
        PoolOptions options = owner.options().withBackend(backend).withName(nameFor(backend));
        WorkingPool opened = WorkingPool.openPart(owner.name(), () -> open.apply(options));
        pools.put(backend, opened);
        all = List.copyOf(pools.values());
        return opened;
    }

    private String nameFor(Backend backend) {
        String kind = switch (backend) {
            case Backend.Threads _ -> "-threads";
            case Backend.VirtualThreads _ -> "-virtual";
            case Backend.Processes(int _, int inEach) -> inEach == 1 ? "-processes" : "-hybrid";
            case Backend.Serial _ -> "-serial";
            case Backend.Auto _ -> throw new IllegalArgumentException("an automatic pool has no other behind it");
        };
        String name = kind;
        for (int i = 2; !names.add(name); i++) {
            name = kind + "-" + i;
        }
        String base = owner.name();
        return base.substring(0, Math.min(base.length(), MAX_NAME - name.length())) + name;
    }

    SerialPool serial() {
        return (SerialPool) get(Backend.serial());
    }

    /** Those that were opened so far. */
    List<WorkingPool> all() {
        return all;
    }

    boolean contains(AbstractPool pool) {
        return all.contains(pool);
    }

    /** The first that takes no tasks any more although nobody shut it down; null if there is none. */
    @Nullable
    AbstractPool broken() {
        AbstractPool known = broken;
        if (known != null || owner.isClosing()) {
            return known;
        }
        for (WorkingPool pool : all) {
            if (pool.isShutdown() && !owner.isClosing()) {
                broken = pool;
                return pool;
            }
        }
        return null;
    }

    /** Those that had as many workers as there were processors have as many as there are. */
    synchronized void resize(int before, int now) {
        Map<Backend, WorkingPool> resized = new LinkedHashMap<>();
        pools.forEach((backend, pool) -> {
            boolean sized = backend.equals(Backend.threads(before)) || backend.equals(Backend.processes(before));
            if (sized) {
                pool.resize(now);
            }
            Backend size = backend instanceof Backend.Threads ? Backend.threads(now) : Backend.processes(now);
            resized.put(sized ? size : backend, pool);
        });
        pools.clear();
        pools.putAll(resized);
    }

    /** Cancels everything; returns what had not started. */
    List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        for (WorkingPool pool : begin()) {
            for (Runnable inner : pool.shutdownNow()) {
                PoolTask<?> facade = inner instanceof PoolTask<?> task ? task.facade : null;
                never.add(facade == null ? inner : facade.given());
            }
        }
        return never;
    }

    private synchronized Collection<WorkingPool> begin() {
        closed = true;
        return List.copyOf(all);
    }

    /** All tasks have ended: shuts them down, and waits for that. */
    void close() {
        Collection<WorkingPool> last = begin();
        last.forEach(AbstractPool::shutdown);
        threads.shutdown();
        try {
            for (WorkingPool pool : last) {
                while (!pool.awaitTermination(1, TimeUnit.DAYS)) {
                    // it ends when its workers have
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody has this thread; please report this", e);
        }
    }
}
