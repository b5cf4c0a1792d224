package dev.cloister.internal.worker;

import dev.cloister.internal.channel.FrameSender;
import dev.cloister.internal.protocol.ByteSink;
import dev.cloister.internal.protocol.FrameType;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** Says how this process is, when it is asked. On a thread of its own: the management interface takes its time. */
final class ProcessFigures implements Runnable {
    private final FrameSender sender;

    private ProcessFigures(FrameSender sender) {
        this.sender = sender;
    }

    /** Sends FIGURES, soon. */
    static void send(FrameSender sender) {
        Thread thread = new Thread(new ProcessFigures(sender), "cloister-figures");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        Runtime runtime = Runtime.getRuntime();
        long heapBytes = runtime.totalMemory() - runtime.freeMemory();
        long collections = 0;
        long collectionMillis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
            collectionMillis += Math.max(0, collector.getCollectionTime());
        }
        byte[] body = new ByteSink(24)
                .putLong(heapBytes)
                .putLong(collections)
                .putLong(collectionMillis)
                .toBytes();
        try {
            sender.send(FrameType.FIGURES, 0, body);
        } catch (IOException e) {
            return; // the channel is lost: the loop notices it
        }
    }
}
