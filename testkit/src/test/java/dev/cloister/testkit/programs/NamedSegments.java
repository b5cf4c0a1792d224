package dev.cloister.testkit.programs;

import dev.cloister.Pool;
import dev.cloister.shared.SharedMemory;
import java.lang.foreign.ValueLayout;

/** A program that creates or attaches a named segment, says READY and ends as it is told. */
public final class NamedSegments {
    private NamedSegments() {}

    /** Arguments: what to do, the name, how to end. */
    public static void main(String[] args) throws Exception {
        String name = args[1];
        switch (args[0]) {
            case "create" -> SharedMemory.create(name, 100).segment().set(ValueLayout.JAVA_INT, 0, 17);
            case "createInWorker" -> {
                Pool pool = Pool.ofProcesses(1);
                pool.submit(() -> {
                            SharedMemory.create(name, 100).segment().set(ValueLayout.JAVA_INT, 0, 17);
                            return 0;
                        })
                        .get();
            }
            case "attach" -> SharedMemory.attach(name).segment().set(ValueLayout.JAVA_INT, 0, 18);
            case "attachInWorker" -> {
                SharedMemory memory = SharedMemory.attach(name);
                Pool pool = Pool.ofProcesses(1);
                pool.submit(() -> memory.segment().fill((byte) 1).byteSize()).get();
            }
            case "large" -> {
                try {
                    SharedMemory.create(name, 64 << 20);
                } catch (dev.cloister.OutOfSharedMemoryException e) {
                    System.out.println("refused " + e.needed());
                }
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("READY");
        switch (args[2]) {
            case "return" -> {}
            case "exit" -> System.exit(7);
            case "halt" -> Runtime.getRuntime().halt(8);
            case "wait" -> Thread.currentThread().join();
            default -> throw new IllegalArgumentException(args[2]);
        }
    }
}
