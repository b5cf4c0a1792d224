package dev.cloister.examples;

import dev.cloister.Pool;
import dev.cloister.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Section 4: processes that talk, by a queue. One process produces, another consumes; an end mark tells the consumer that
 * nothing more comes. The queue takes three items at most: a producer that is too fast waits, so nothing piles up.
 */
public final class ProducerConsumer {
    /** What the producer puts last. */
    private static final String END = "(end)";

    private ProducerConsumer() {}

    /** Sends some items from one worker process to another. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int items = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        try (Pool pool = Pool.ofProcesses(2);
                SharedQueue<String> queue = SharedQueue.create(3)) {
            Future<Long> producer = pool.submit(() -> produce(queue, items));
            Future<List<String>> consumer = pool.submit(() -> consume(queue));
            System.out.println("consumed: " + consumer.get());
            System.out.println("by another process: "
                    + (producer.get() != ProcessHandle.current().pid()));
        }
    }

    /** Puts all items and the end mark; returns the number of the process that did. */
    private static long produce(SharedQueue<String> queue, int items) throws InterruptedException {
        for (int i = 0; i < items; i++) {
            queue.put("item " + i);
        }
        queue.put(END);
        return ProcessHandle.current().pid();
    }

    private static List<String> consume(SharedQueue<String> queue) throws InterruptedException {
        List<String> consumed = new ArrayList<>();
        for (String item = queue.take(); !item.equals(END); item = queue.take()) {
            consumed.add(item);
        }
        return consumed;
    }
}
