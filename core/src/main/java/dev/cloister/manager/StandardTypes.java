package dev.cloister.manager;

import dev.cloister.Pool;
import dev.cloister.PoolOptions;
import dev.cloister.internal.manager.ArrayOperations;
import dev.cloister.internal.manager.ArrayServant;
import dev.cloister.internal.manager.BarrierOperations;
import dev.cloister.internal.manager.BarrierServant;
import dev.cloister.internal.manager.DequeOperations;
import dev.cloister.internal.manager.EventOperations;
import dev.cloister.internal.manager.EventServant;
import dev.cloister.internal.manager.JoinableQueueOperations;
import dev.cloister.internal.manager.ListOperations;
import dev.cloister.internal.manager.ListServant;
import dev.cloister.internal.manager.LockOperations;
import dev.cloister.internal.manager.LockServant;
import dev.cloister.internal.manager.ManagedType;
import dev.cloister.internal.manager.MapOperations;
import dev.cloister.internal.manager.MapServant;
import dev.cloister.internal.manager.NamespaceOperations;
import dev.cloister.internal.manager.NamespaceServant;
import dev.cloister.internal.manager.PoolOperations;
import dev.cloister.internal.manager.PoolServant;
import dev.cloister.internal.manager.QueueOperations;
import dev.cloister.internal.manager.QueueServant;
import dev.cloister.internal.manager.ReentrantLockOperations;
import dev.cloister.internal.manager.SemaphoreOperations;
import dev.cloister.internal.manager.SemaphoreServant;
import dev.cloister.internal.manager.SetOperations;
import dev.cloister.internal.manager.SetServant;
import dev.cloister.internal.manager.ValueOperations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types that every manager has, and what users see of them in place of their operations. */
@SuppressWarnings("NullAway") // arguments that cannot be null are not
final class StandardTypes {
    static final String MAP = "map";
    static final String LIST = "list";
    static final String SET = "set";

    /** Argument: its capacity. */
    static final String QUEUE = "queue";

    /** Argument: its capacity. */
    static final String JOINABLE_QUEUE = "joinableQueue";

    /** Argument: its capacity. */
    static final String DEQUE = "deque";

    static final String NAMESPACE = "namespace";

    /** Argument: the first value. */
    static final String VALUE = "value";

    /** Argument: a list of the first values. */
    static final String ARRAY = "array";

    static final String LOCK = "lock";
    static final String REENTRANT_LOCK = "reentrantLock";

    /** Arguments: permits at first, and at most. */
    static final String SEMAPHORE = "semaphore";

    static final String EVENT = "event";

    /** Arguments: parties, and what to run or null. */
    static final String BARRIER = "barrier";

    /** Argument: how many worker processes. */
    static final String POOL = "pool";

    private static final List<ManagedType> ALL = List.of(
            new ManagedType(MAP, MapOperations.class, _ -> new MapServant<>()),
            new ManagedType(LIST, ListOperations.class, _ -> new ListServant<>()),
            new ManagedType(SET, SetOperations.class, _ -> new SetServant<>()),
            new ManagedType(QUEUE, QueueOperations.class, a -> new QueueServant<>((Integer) a[0], false)),
            new ManagedType(
                    JOINABLE_QUEUE, JoinableQueueOperations.class, a -> new QueueServant<>((Integer) a[0], true)),
            new ManagedType(DEQUE, DequeOperations.class, a -> new QueueServant<>((Integer) a[0], false)),
            new ManagedType(NAMESPACE, NamespaceOperations.class, _ -> new NamespaceServant()),
            new ManagedType(VALUE, ValueOperations.class, a -> new ArrayServant<>(Collections.singletonList(a[0]))),
            new ManagedType(ARRAY, ArrayOperations.class, a -> new ArrayServant<>((List<?>) a[0])),
            new ManagedType(LOCK, LockOperations.class, _ -> new LockServant(false)),
            new ManagedType(REENTRANT_LOCK, ReentrantLockOperations.class, _ -> new LockServant(true)),
            new ManagedType(
                    SEMAPHORE, SemaphoreOperations.class, a -> new SemaphoreServant((Integer) a[0], (Integer) a[1])),
            new ManagedType(EVENT, EventOperations.class, _ -> new EventServant()),
            new ManagedType(
                    BARRIER,
                    BarrierOperations.class,
                    a -> new BarrierServant((Integer) a[0], (@Nullable Runnable) a[1])),
            new ManagedType(
                    POOL,
                    PoolOperations.class,
                    a -> new PoolServant(Pool.open(PoolOptions.ofProcesses((Integer) a[0])))));

    private StandardTypes() {}

    /** All types of a manager: the standard ones, then those of the user. */
    static List<ManagedType> and(List<ManagedType> users) {
        List<ManagedType> all = new ArrayList<>(ALL);
        all.addAll(users);
        return all;
    }

    /** What users see of these operations: the operations themselves if the type is a user's. */
    static Object wrap(Object operations) {
        return switch (operations) {
            case MapOperations<?, ?> map -> new ManagedMap<>(map);
            case ListOperations<?> list -> new ManagedList<>(list);
            case SetOperations<?> set -> new ManagedSet<>(set);
            case JoinableQueueOperations<?> queue -> new ManagedJoinableQueue<>(queue);
            case DequeOperations<?> deque -> new ManagedDeque<>(deque);
            case QueueOperations<?> queue -> new ManagedQueue<>(queue);
            case NamespaceOperations namespace -> new ManagedNamespace(namespace);
            case ValueOperations<?> value -> new ManagedValue<>(value);
            case ArrayOperations<?> array -> new ManagedArray<>(array);
            case ReentrantLockOperations lock -> new ManagedReentrantLock(lock);
            case LockOperations lock -> new ManagedLock(lock);
            case SemaphoreOperations semaphore -> new ManagedSemaphore(semaphore);
            case EventOperations event -> new ManagedEvent(event);
            case BarrierOperations barrier -> new ManagedBarrier(barrier);
            case PoolOperations pool -> new ManagedPool(pool);
            default -> operations;
        };
    }

    /** The operations behind what users see. */
    static Object unwrap(Object managed) {
        return switch (managed) {
            case ManagedMap<?, ?> map -> map.operations;
            case ManagedList<?> list -> list.operations;
            case ManagedSet<?> set -> set.operations;
            case ManagedQueue<?> queue -> queue.operations;
            case StandardType<?> type -> type.operations;
            default -> managed;
        };
    }
}
