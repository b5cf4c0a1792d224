package dev.cloister.manager;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloister.ParticipantDiedException;
import dev.cloister.internal.manager.Delivery;
import dev.cloister.internal.manager.QueueServant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Managed queues and deques: waiting, bounds, ends, acknowledgements, and that no item is lost on its way. */
@Timeout(30)
class ManagedQueuesTest {
    private final QueueServant<String> servant = new QueueServant<>(3, false);
    private final ManagedQueue<String> queue = new ManagedQueue<>(servant);
    private final QueueServant<String> joinableServant = new QueueServant<>(10, true);
    private final ManagedJoinableQueue<String> joinable = new ManagedJoinableQueue<>(joinableServant);
    private final FakeProcess seven = new FakeProcess(7);
    private final FakeProcess eight = new FakeProcess(8);

    @Test
    void itIsBounded() throws Exception {
        queue.addAll(List.of("a", "b"));
        assertThat(queue.remainingCapacity()).isEqualTo(1);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> queue.addAll(List.of("c", "d")));
        assertThat(queue).containsExactly("a", "b");
        queue.put("c");
        assertThat(queue.offer("d")).isFalse();
        assertThat(queue.offer("d", 1, MILLISECONDS)).isFalse();
        assertThat(queue.offer("d", -1, SECONDS)).isFalse();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> queue.add("d"));
        FutureTask<Boolean> putter = seven.start(1, () -> queue.offer("d", 10, SECONDS));
        FakeProcess.until(() -> seven.last().getState() == Thread.State.TIMED_WAITING);
        assertThat(queue.take()).isEqualTo("a");
        assertThat(FakeProcess.get(putter)).isTrue();
        assertThat(queue.toString()).isEqualTo("[b, c, d]");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new QueueServant<>(0, false));
    }

    @Test
    void takersWait() throws Exception {
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, MILLISECONDS)).isNull();
        assertThat(queue.peek()).isNull();
        FutureTask<String> taker = seven.start(1, queue::take);
        FakeProcess.until(() -> seven.last().getState() == Thread.State.WAITING);
        queue.put("a");
        assertThat(FakeProcess.get(taker)).isEqualTo("a");
    }

    @Test
    void aTakerThatIsInterruptedOrGoneTakesNothing() throws Exception {
        FutureTask<String> gone = seven.start(1, queue::take);
        FutureTask<String> interrupted = eight.start(1, queue::take);
        FakeProcess.until(() ->
                eight.last().getState() == Thread.State.WAITING && seven.last().getState() == Thread.State.WAITING);
        eight.last().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> FakeProcess.get(interrupted));
        seven.die(servant);
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> FakeProcess.get(gone));
        queue.put("a");
        assertThat(queue.take()).isEqualTo("a");
    }

    @Test
    void whatIsTakenAndInterruptedAtOnceIsNeverLost() throws Exception {
        for (int i = 0; i < 300; i++) {
            FutureTask<String> taker = seven.start(i, queue::take);
            FutureTask<String> other = eight.start(i, () -> queue.poll(10, SECONDS));
            Thread thread = seven.last();
            Thread interrupter = Thread.ofPlatform().start(thread::interrupt);
            queue.put("item");
            interrupter.join();
            String taken;
            try {
                taken = FakeProcess.get(taker);
                queue.put("item");
            } catch (InterruptedException e) {
                taken = "item";
            }
            assertThat(taken).isEqualTo("item");
            assertThat(FakeProcess.get(other)).as("round %d", i).isEqualTo("item");
        }
        assertThat(queue).isEmpty();
    }

    @Test
    void anItemThatDidNotArriveReturnsToItsPlace() throws Exception {
        queue.addAll(List.of("a", "b", "c"));
        Runnable undo = seven.call(1, () -> {
            assertThat(queue.take()).isEqualTo("a");
            return Delivery.undo();
        });
        queue.put("d");
        undo.run();
        assertThat(queue.toList()).containsExactly("a", "b", "c", "d");
        assertThat(queue.remainingCapacity()).isZero();
        Runnable drained = seven.call(1, () -> {
            assertThat(queue.drainTo(new ArrayList<>(), 2)).isEqualTo(2);
            return Delivery.undo();
        });
        drained.run();
        assertThat(queue.toList()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shutdownLetsConsumersFinish() throws Exception {
        queue.put("a");
        queue.shutdown();
        assertThat(queue.isShutdown()).isTrue();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> queue.put("b"));
        assertThat(queue.take()).isEqualTo("a");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(queue::take);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(queue::poll);
    }

    @Test
    void shutdownWakesThoseThatWait() throws Exception {
        FutureTask<String> taker = seven.start(1, queue::take);
        FakeProcess.until(() -> seven.last().getState() == Thread.State.WAITING);
        queue.shutdown();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> FakeProcess.get(taker));
        joinable.put("a");
        FutureTask<Boolean> joiner = seven.start(2, () -> joinable.join(10, SECONDS));
        FakeProcess.until(() -> seven.last().getState() == Thread.State.TIMED_WAITING);
        joinable.shutdownNow();
        assertThat(FakeProcess.get(joiner)).as("what was dropped is done").isTrue();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(joinable::take);
    }

    @Test
    void joinWaitsForAcknowledgements() throws Exception {
        joinable.join();
        joinable.addAll(List.of("a", "b"));
        assertThat(joinable.join(1, MILLISECONDS)).isFalse();
        FutureTask<Boolean> joiner = seven.start(1, () -> joinable.join(10, SECONDS));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(joinable::taskDone);
        joinable.take();
        joinable.taskDone();
        assertThat(joinable.unfinished()).isEqualTo(1);
        joinable.take();
        assertThat(joiner.isDone()).isFalse();
        joinable.taskDone();
        assertThat(FakeProcess.get(joiner)).isTrue();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(joinable::taskDone);
    }

    @Test
    void whatADeadConsumerHadTakenCountsAsDoneAndJoinTells() throws Exception {
        joinable.addAll(List.of("a", "b", "c"));
        seven.call(1, joinable::take);
        seven.call(1, joinable::take);
        eight.call(1, joinable::take);
        Thread joiner = Thread.ofPlatform()
                .start(() -> assertThatExceptionOfType(ParticipantDiedException.class)
                        .isThrownBy(joinable::join));
        FakeProcess.until(() -> joiner.getState() == Thread.State.WAITING);
        seven.die(joinableServant);
        assertThat(joiner.join(java.time.Duration.ofSeconds(10))).isTrue();
        assertThat(joinable.join(0, SECONDS)).as("told once").isFalse();
        assertThat(joinable.unfinished()).isEqualTo(1);
        eight.call(1, () -> {
            joinable.taskDone();
            return null;
        });
        joinable.join();
        assertThatExceptionOfType(ParticipantDiedException.class)
                .as("each process")
                .isThrownBy(() -> eight.test(1, () -> joinable.join(0, SECONDS)))
                .withMessageContaining("2 items");
    }

    @Test
    void iterationsGoOnWhileOthersTakeAndPut() {
        ManagedQueue<Integer> numbers = new ManagedQueue<>(new QueueServant<>(Integer.MAX_VALUE, false));
        numbers.addAll(IntStream.range(0, 1000).boxed().toList());
        List<Integer> seen = new ArrayList<>();
        for (Integer number : numbers) {
            seen.add(number);
            if (number == 100) {
                assertThat(numbers.drainTo(new ArrayList<>(), 600)).isEqualTo(600);
            }
        }
        assertThat(seen)
                .startsWith(0, 1, 2)
                .endsWith(998, 999)
                .doesNotContain(300)
                .contains(255, 600);
        assertThat(numbers).hasSize(400);
        assertThat(numbers.removeIf(number -> number % 2 == 0)).isTrue();
        assertThat(numbers).hasSize(200);
    }

    @Test
    void aDequeHasTwoEnds() throws Exception {
        ManagedDeque<String> deque = new ManagedDeque<>(new QueueServant<>(3, false));
        deque.putFirst("b");
        deque.push("a");
        deque.putLast("c");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> deque.addFirst("x"));
        assertThat(deque.offerLast("x", 1, MILLISECONDS)).isFalse();
        assertThat(deque.descendingIterator()).toIterable().containsExactly("c", "b", "a");
        assertThat(deque.takeLast()).isEqualTo("c");
        deque.addLast("a");
        assertThat(deque.removeLastOccurrence("a")).isTrue();
        assertThat(deque).containsExactly("a", "b");
        assertThat(deque.getFirst() + deque.getLast() + deque.pop() + deque.removeLast())
                .isEqualTo("abab");
        assertThat(deque.pollFirst(1, MILLISECONDS)).isNull();
        assertThatExceptionOfType(java.util.NoSuchElementException.class).isThrownBy(deque::getLast);
    }
}
