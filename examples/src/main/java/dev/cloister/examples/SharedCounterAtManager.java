package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.manager.ManagedLock;
import dev.cloister.manager.ManagedMap;
import dev.cloister.manager.Manager;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Section 6: a manager. Ten tasks in other processes add one to the entry "count" of one map, which lives in the manager's
 * process. To get and then to put are two calls, so a lock has to hold the others off; {@code merge} is one call, which needs none.
 */
public final class SharedCounterAtManager {
    private static final int TASKS = 10;
    private static final String COUNT = "count";

    private SharedCounterAtManager() {}

    /** Counts to ten, twice. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        try (Manager manager = Manager.inProcess();
                Pool pool = Pool.ofProcesses(args.length > 0 ? Integer.parseInt(args[0]) : TASKS)) {
            ManagedMap<String, Integer> map = manager.map();
            ManagedLock lock = manager.lock();
            List<Integer> ones = Collections.nCopies(TASKS, 1);

            map.put(COUNT, 0);
            pool.map(one -> addWithLock(map, lock, one), ones);
            System.out.println("with the lock: " + map);

            map.put(COUNT, 0);
            pool.map(one -> map.merge(COUNT, one, Integer::sum), ones);
            System.out.println("with merge: " + map);
        }
    }

    private static int addWithLock(ManagedMap<String, Integer> map, ManagedLock lock, int more) {
        lock.lock();
        try {
            int sum = map.getOrDefault(COUNT, 0) + more;
            map.put(COUNT, sum);
            return sum;
        } finally {
            lock.unlock();
        }
    }
}
