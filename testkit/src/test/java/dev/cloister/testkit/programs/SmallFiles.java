package dev.cloister.testkit.programs;

import dev.cloister.OutOfSharedMemoryException;
import dev.cloister.Pool;
import dev.cloister.shared.Connection;
import dev.cloister.shared.Pipe;
import dev.cloister.shared.SharedArray;
import dev.cloister.shared.SharedQueue;

/** Uses shared objects where no file may have more than 16 MiB: as where no more shared memory is left. */
public final class SmallFiles {
    private static final int TOO_LONG = 32 << 20;

    private SmallFiles() {}

    private interface Use {
        void run() throws Exception;
    }

    /** Says what became of each object. */
    public static void main(String[] args) throws Exception {
        try (Pool pool = Pool.ofProcesses(1);
                SharedQueue<byte[]> queue = SharedQueue.create(10, 256 << 20);
                Pipe pipe = Pipe.duplex()) {
            Connection end = pipe.second();
            queue.put(new byte[] {1});
            say("array", () -> SharedArray.ofLongs(TOO_LONG / 8));
            say("queue", () -> queue.put(new byte[TOO_LONG]));
            say("pipe", () -> pipe.first().sendBytes(new byte[TOO_LONG]));
            System.out.println("worker: "
                    + pool.submit(() -> failure(() -> queue.put(new byte[TOO_LONG])))
                            .get());
            queue.put(new byte[] {2, 2});
            pipe.first().sendBytes(new byte[3]);
            System.out.println("left " + queue.size() + " " + queue.take().length + " " + queue.take().length + " "
                    + pool.submit(() -> end.receiveBytes().length).get());
        }
    }

    private static void say(String what, Use use) {
        System.out.println(what + ": " + failure(use));
    }

    private static String failure(Use use) {
        try {
            use.run();
            return "no error";
        } catch (OutOfSharedMemoryException e) {
            return "out of shared memory";
        } catch (Exception e) {
            return e.toString();
        }
    }
}
