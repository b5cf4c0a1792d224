package dev.cloister.cli.ipc;

import dev.cloister.manager.ManagedMap;
import dev.cloister.manager.ManagedReentrantLock;
import dev.cloister.manager.Manager;
import java.util.List;
import java.util.Objects;

/** Objects of a manager that runs in a process of its own, used from another: microseconds for an operation. */
final class ManagerMeters {
    private static final String KEY = "key";

    /** Share of the operations that are done before the clock starts. */
    private static final int WARM_UP = 2;

    private ManagerMeters() {}

    /** A value of a map. */
    static Reading get(Bed bed, int count) throws Exception {
        try (Manager manager = Manager.inProcess()) {
            ManagedMap<String, Integer> map = manager.map();
            map.put(KEY, 1);
            map.put("sum", 0);
            long nanos = bed.race(List.of(() -> {
                        int sum = 0;
                        for (int i = 0; i < count / WARM_UP; i++) {
                            sum += map.get(KEY);
                        }
                        long start = System.nanoTime();
                        for (int i = 0; i < count; i++) {
                            sum += map.get(KEY);
                        }
                        long end = System.nanoTime();
                        map.put("sum", sum);
                        return end - start;
                    }))
                    .value(0);
            return Reading.of(nanos / 1e3 / count, count + count / WARM_UP, map.get("sum"));
        }
    }

    /** The same, set. */
    static Reading set(Bed bed, int count) throws Exception {
        try (Manager manager = Manager.inProcess()) {
            ManagedMap<String, Integer> map = manager.map();
            long nanos = bed.race(List.of(() -> {
                        for (int i = 0; i < count / WARM_UP; i++) {
                            map.put(KEY, i);
                        }
                        long start = System.nanoTime();
                        for (int i = 0; i < count; i++) {
                            map.put(KEY, i);
                        }
                        return System.nanoTime() - start;
                    }))
                    .value(0);
            return Reading.of(nanos / 1e3 / count, count - 1, Objects.requireNonNullElse(map.get(KEY), -1));
        }
    }

    /** A lock that nobody else wants, locked and unlocked. */
    static Reading lock(Bed bed, int count) throws Exception {
        try (Manager manager = Manager.inProcess()) {
            ManagedReentrantLock lock = manager.reentrantLock();
            long nanos = bed.race(List.of(() -> {
                        lockAndUnlock(lock, count / WARM_UP);
                        long start = System.nanoTime();
                        lockAndUnlock(lock, count);
                        return System.nanoTime() - start;
                    }))
                    .value(0);
            return Reading.of(nanos / 1e3 / count, false, lock.isLocked());
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // the operations themselves
    private static void lockAndUnlock(ManagedReentrantLock lock, int count) {
        for (int i = 0; i < count; i++) {
            lock.lock();
            lock.unlock();
        }
    }
}
