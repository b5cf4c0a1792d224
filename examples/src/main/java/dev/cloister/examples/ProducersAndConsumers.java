package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.TaskFuture;
import dev.cloister.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Producer and consumer, connected by a queue. They run in processes of their own; the queue holds so few
 * items that a producer that is too fast waits. After the last item comes an end mark, one for each consumer.
 */
public final class ProducersAndConsumers {
    private static final int CONSUMERS = 2;
    private static final long END = -1;

    private ProducersAndConsumers() {}

    /** Squares numbers in two consumer processes; the argument says how many numbers. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        long count = args.length > 0 ? Long.parseLong(args[0]) : 100_000;
        try (SharedQueue<Long> numbers = SharedQueue.create(100);
                Pool pool = Pool.ofProcesses(1 + CONSUMERS)) {
            List<TaskFuture<Long>> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                consumers.add(pool.submit(() -> consume(numbers)));
            }
            TaskFuture<Long> producer = pool.submit(() -> produce(numbers, count));
            System.out.println("produced: " + producer.get());
            long sum = 0;
            for (TaskFuture<Long> consumer : consumers) {
                sum += consumer.get();
            }
            System.out.println("sum of squares: " + sum);
        }
    }

    private static long produce(SharedQueue<Long> numbers, long count) throws InterruptedException {
        for (long i = 1; i <= count; i++) {
            numbers.put(i);
        }
        for (int i = 0; i < CONSUMERS; i++) {
            numbers.put(END);
        }
        return count;
    }

    private static long consume(SharedQueue<Long> numbers) throws InterruptedException {
        long sum = 0;
        for (long n = numbers.take(); n != END; n = numbers.take()) {
            sum += n * n;
        }
        return sum;
    }
}
