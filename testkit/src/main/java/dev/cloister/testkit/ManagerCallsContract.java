package dev.cloister.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cloister.CallTimeoutException;
import dev.cloister.ManagerLimitException;
import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.manager.ManagedArray;
import dev.cloister.manager.ManagedBarrier;
import dev.cloister.manager.ManagedCondition;
import dev.cloister.manager.ManagedDeque;
import dev.cloister.manager.ManagedEvent;
import dev.cloister.manager.ManagedJoinableQueue;
import dev.cloister.manager.ManagedLock;
import dev.cloister.manager.ManagedMap;
import dev.cloister.manager.ManagedNamespace;
import dev.cloister.manager.ManagedPool;
import dev.cloister.manager.ManagedQueue;
import dev.cloister.manager.ManagedReentrantLock;
import dev.cloister.manager.ManagedSemaphore;
import dev.cloister.manager.ManagedValue;
import dev.cloister.manager.Manager;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Calls of managed objects: with deadlines, several at once, interrupted, and of those who die. */
public abstract class ManagerCallsContract extends ManagerUse {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    /** For subclasses. */
    protected ManagerCallsContract() {}

    @Test
    @SuppressWarnings("LockNotBeforeTry") // the test fails, and the manager ends
    final void g13_aCallEndsAtItsDeadlineAndIsInterruptedThere() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf patient = manager.create(Shelf.class);
            ManagedLock lock = manager.lock();
            lock.lock();
            assertThat(use(() -> {
                        Shelf hasty = Manager.withTimeout(patient, SHORT);
                        long start = System.nanoTime();
                        Throwable thrown = catchThrowable(hasty::sleep);
                        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.plusMillis(500));
                        assertThat(hasty.echo("still there")).isEqualTo("still there");
                        assertThat(hasty).isEqualTo(patient);
                        return thrown;
                    }))
                    .isInstanceOf(CallTimeoutException.class)
                    .hasMessageContaining("sleep")
                    .hasMessageContaining("PT0.2S");
            Await.until("the call was interrupted", SOON, () -> patient.sleeping() == 0);
            assertThat(users().submit(() -> catchThrowable(
                                    () -> Manager.withTimeout(lock, SHORT).lock()))
                            .get(20, TimeUnit.SECONDS))
                    .as("not even a wait that nothing interrupts")
                    .isInstanceOf(CallTimeoutException.class);
            lock.unlock();
            assertThat(use(() -> lock.tryLock(10, TimeUnit.SECONDS)))
                    .as("nobody got it")
                    .isTrue();
            assertThatThrownBy(() -> Manager.withTimeout(patient, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Manager.withTimeout("no object", SHORT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (Manager manager = open(OPTIONS.withCallTimeout(SHORT))) {
            Shelf shelf = manager.create(Shelf.class);
            assertThat(use(() -> catchThrowable(shelf::sleep))).isInstanceOf(CallTimeoutException.class);
        }
    }

    @Test
    final void g13_anItemWhoseTakerGaveUpStaysInTheQueue() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedQueue<Integer> queue = manager.queue(10);
            assertThat(use(() -> catchThrowable(
                            () -> Manager.withTimeout(queue, SHORT).take())))
                    .isInstanceOf(CallTimeoutException.class);
            queue.put(1);
            assertThat(use(queue::take)).isEqualTo(1);
        }
    }

    @Test
    final void g13_callsInOneMessage() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedMap<String, Integer> map = manager.map();
            Shelf shelf = manager.create(Shelf.class);
            assertThat(use(() -> {
                        var batch = manager.batch();
                        CompletableFuture<@Nullable Integer> first = batch.add(() -> map.put("a", 1));
                        CompletableFuture<@Nullable Integer> second = batch.add(() -> map.put("a", 2));
                        CompletableFuture<Integer> size = batch.add(map::size);
                        CompletableFuture<Shelf.Box> box = batch.add(() -> shelf.box("x"));
                        CompletableFuture<Object> fails = batch.add(() -> {
                            shelf.fail("in a batch");
                            return "";
                        });
                        CompletableFuture<@Nullable Object> cannotTravel = batch.add(() -> shelf.echo(new Object()));
                        assertThatThrownBy(() -> batch.add(() -> map.size() + map.size()))
                                .isInstanceOf(IllegalArgumentException.class);
                        assertThatThrownBy(() -> batch.add(() -> 1)).isInstanceOf(IllegalArgumentException.class);
                        assertThat(batch.size()).isEqualTo(6);
                        assertThat(map).isEmpty();
                        batch.run();
                        assertThat(fails).isCompletedExceptionally();
                        assertThat(cannotTravel).isCompletedExceptionally();
                        assertThat(box.join().add(3)).isEqualTo(3);
                        assertThat(batch.size()).isZero();
                        return java.util.Arrays.asList(first.join(), second.join(), size.join());
                    }))
                    .containsExactly(null, 1, 1);
            assertThat(shelf.box("x").add(0)).isEqualTo(3);
        }
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // the test fails, and the manager ends
    final void g13_aCallInABatchReturnsWhatItReturnsElsewhere() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedDeque<String> deque = manager.deque(5);
            ManagedReentrantLock lock = manager.reentrantLock();
            assertThat(use(() -> {
                        var batch = manager.batch();
                        CompletableFuture<Boolean> empty = batch.add(deque::isEmpty);
                        CompletableFuture<Throwable> none = batch.add(() -> catchThrowable(deque::getFirst));
                        CompletableFuture<Boolean> put = batch.add(() -> deque.offer("a"));
                        CompletableFuture<String> taken = batch.add(deque::take);
                        CompletableFuture<String> removed = batch.add(deque::removeFirst);
                        CompletableFuture<Boolean> locked = batch.add(lock::tryLock);
                        batch.run();
                        assertThat(empty.join()).isTrue();
                        assertThat(none.join()).isInstanceOf(NoSuchElementException.class);
                        assertThat(put.join()).isTrue();
                        assertThat(removed).isCompletedExceptionally();
                        assertThat(locked.join()).isTrue();
                        lock.unlock();
                        return taken.join();
                    }))
                    .isEqualTo("a");
        }
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // it is to end with the lock
    final void g11_theEndOfAWorkerInOrderBreaksNoBarrier() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedBarrier barrier = manager.barrier(2);
            ManagedLock lock = manager.lock(); // told after the barrier
            try (Pool pool = Pool.ofProcesses(1)) {
                TaskFuture<Integer> there = pool.submit(() -> {
                    lock.lock();
                    return barrier.await();
                });
                int here = barrier.await(20, TimeUnit.SECONDS);
                assertThat(here + there.get(20, TimeUnit.SECONDS)).isOne();
            }
            Await.until("what the worker held came back", SOON, () -> !lock.isLocked());
            assertThat(barrier.isBroken()).isFalse();
        }
    }

    @Test
    final void g13_aBatchEndsAtItsDeadline() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedMap<String, Integer> map = manager.map();
            ManagedQueue<Integer> empty = manager.queue(1);
            assertThat(use(() -> {
                        var batch = manager.batch();
                        CompletableFuture<@Nullable Integer> first = batch.add(() -> map.put("a", 1));
                        CompletableFuture<Integer> never = batch.add(empty::take);
                        CompletableFuture<Integer> after = batch.add(map::size);
                        long start = System.nanoTime();
                        Throwable thrown = catchThrowable(() -> batch.run(SHORT));
                        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.plusMillis(500));
                        assertThat(first).isDone();
                        assertThat(catchThrowable(never::join)).hasCause(thrown);
                        assertThat(after).isDone();
                        batch.run(Duration.ofSeconds(Long.MAX_VALUE)); // nothing is left of it
                        CompletableFuture<Integer> again = batch.add(map::size);
                        batch.run(Duration.ofSeconds(Long.MAX_VALUE));
                        assertThat(again.join()).isOne();
                        return thrown;
                    }))
                    .isInstanceOf(CallTimeoutException.class);
        }
    }

    @Test
    final void g13_asynchronousCallsAndTheirCancellation() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf shelf = manager.create(Shelf.class);
            assertThat(use(() -> {
                        CompletableFuture<@Nullable Object> echo = manager.async(() -> shelf.echo("later"));
                        CompletableFuture<Boolean> sleeping = manager.async(() -> {
                            shelf.sleep();
                            return true;
                        });
                        Await.until("it sleeps", SOON, () -> shelf.sleeping() == 1);
                        assertThat(sleeping.cancel(true)).isTrue();
                        Await.until("it woke", SOON, () -> shelf.sleeping() == 0);
                        return echo.join();
                    }))
                    .isEqualTo("later");
        }
    }

    @Test
    final void anInterruptReachesTheCallAndIsNotLost() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            Shelf shelf = manager.create(Shelf.class);
            assertThat(use(() -> {
                        Thread caller = Thread.currentThread();
                        Thread interrupter = Thread.ofPlatform().start(() -> {
                            try {
                                Await.until("it sleeps", SOON, () -> shelf.sleeping() == 1);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                            caller.interrupt();
                        });
                        Throwable thrown = catchThrowable(shelf::sleep);
                        assertThat(Thread.interrupted()).isFalse();
                        interrupter.join();
                        caller.interrupt();
                        assertThat(shelf.echo("kept")).isEqualTo("kept");
                        assertThat(Thread.interrupted()).as("kept").isTrue();
                        return thrown;
                    }))
                    .isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    final void l4_whatTheDeadHeldComesBack() throws Exception {
        try (Manager manager = open(OPTIONS)) {
            ManagedSemaphore semaphore = manager.semaphore(1);
            Shelf shelf = manager.create(Shelf.class);
            ManagedMap<String, Long> map = manager.map();
            try (Pool victims = Pool.ofProcesses(1)) {
                TaskFuture<Boolean> victim = victims.submit(() -> {
                    semaphore.acquire();
                    for (int i = 0; i < 5; i++) {
                        map.put("kept", (long) i);
                        manager.bind("unused", manager.map());
                    }
                    manager.unbind("unused");
                    map.put("pid", ProcessHandle.current().pid());
                    shelf.sleep();
                    return true;
                });
                Await.until("it sleeps", SOON, () -> shelf.sleeping() == 1);
                assertThat(semaphore.tryAcquire()).isFalse();
                Processes.signal(ManagerContract.required(map.get("pid")), "KILL");
                assertThat(Endings.error(victim)).isInstanceOf(dev.cloister.WorkerException.class);
                long start = System.nanoTime();
                assertThat(use(() -> semaphore.tryAcquire(10, TimeUnit.SECONDS)))
                        .isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
                Await.until("the call was interrupted", SOON, () -> shelf.sleeping() == 0);
                Await.until(manager::debugInfo, SOON, () -> {
                    System.gc();
                    return !manager.debugInfo().contains("pid " + map.get("pid") + ")");
                });
            }
        }
    }

    @Test
    final void aClientHasAsManyCallsUnderWayAsItMay() throws Exception {
        try (Manager manager = open(OPTIONS.withMaxConnectionsPerClient(3))) {
            Shelf shelf = manager.create(Shelf.class);
            Throwable thrown = Endings.value(users().submit(() -> {
                List<CompletableFuture<Boolean>> sleepers = IntStream.range(0, 2)
                        .mapToObj(_ -> manager.async(() -> {
                            shelf.sleep();
                            return true;
                        }))
                        .toList();
                Await.until("they sleep", SOON, () -> shelf.sleeping() == 2);
                CompletableFuture<Boolean> third = manager.async(() -> {
                    shelf.sleep();
                    return true;
                });
                Throwable refused = null;
                while (refused == null) {
                    refused = catchThrowable(shelf::sleeping); // until the third has its connection
                    if (third.isDone()) {
                        refused = third.exceptionNow();
                    }
                }
                sleepers.forEach(sleeper -> sleeper.cancel(true));
                third.cancel(true);
                Await.until("places are free again", SOON, () -> catchThrowable(shelf::sleeping) == null);
                return refused;
            }));
            assertThat(thrown)
                    .isInstanceOf(ManagerLimitException.class)
                    .hasMessageContaining("maxConnectionsPerClient=3");
        }
    }

    @Test
    final void theArticlesExample() throws Exception {
        try (Manager manager = open(OPTIONS);
                Pool ten = Pool.ofProcesses(4)) {
            ManagedMap<String, Integer> map = manager.map();
            ManagedLock lock = manager.lock();
            map.put("count", 0);
            map.put("merged", 0);
            ten.map(
                    _ -> {
                        lock.lock();
                        try {
                            map.put("count", ManagerContract.required(map.get("count")) + 1);
                        } finally {
                            lock.unlock();
                        }
                        return ManagerContract.required(map.merge("merged", 1, Integer::sum));
                    },
                    IntStream.range(0, 10).boxed().toList());
            assertThat(map.get("count")).isEqualTo(10);
            assertThat(map.get("merged")).isEqualTo(10);
        }
    }

    /** Each type in depth is tested where it lives; here that all of it is reached. */
    @Test
    @SuppressWarnings("WaitNotInLoop") // it waits for a condition, and says whether that holds
    final void g12_everyTypeIsUsedFromEverywhere() throws Exception {
        try (Manager manager = open(OPTIONS);
                ManagedPool pool = manager.pool(1)) {
            ManagedValue<Integer> value = manager.value(1);
            ManagedArray<Integer> array = manager.array(1, 2, 3);
            ManagedNamespace names = manager.namespace();
            ManagedDeque<String> deque = manager.deque(2);
            ManagedJoinableQueue<Integer> work = manager.joinableQueue(10);
            ManagedReentrantLock lock = manager.reentrantLock();
            ManagedCondition changed = manager.condition(lock);
            ManagedEvent event = manager.event();
            ManagedBarrier barrier = manager.barrier(2);
            work.put(4);
            FutureTask<Integer> other = new FutureTask<>(() -> {
                event.await();
                lock.lock();
                try {
                    assertThat(changed.awaitFor(() -> value.get() == 7, SOON)).isTrue();
                } finally {
                    lock.unlock();
                }
                return barrier.await();
            });
            Thread.ofPlatform().start(other);
            List<Integer> doubled = use(() -> {
                array.setAll(1, List.of(value.getAndAdd(1), 9));
                names.set("x", "y");
                deque.putFirst("b");
                deque.putFirst("a");
                int job = work.take();
                work.taskDone();
                event.set();
                lock.lock();
                try {
                    value.set(7);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
                int _ = barrier.await(SOON.toMillis(), TimeUnit.MILLISECONDS);
                return pool.map(x -> 2 * x, List.of(job, 5));
            });
            assertThat(doubled).containsExactly(8, 10);
            assertThat(other.get(SOON.toSeconds(), TimeUnit.SECONDS)).isBetween(0, 1);
            assertThat(work.join(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(array.toList()).containsExactly(1, 1, 9);
            assertThat(names.get("x", String.class)).isEqualTo("y");
            assertThat(deque.takeLast() + deque.takeLast()).isEqualTo("ba");
        }
    }
}
