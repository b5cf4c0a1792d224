package dev.cloister.internal.memory;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** There is not enough space where shared memory lives. */
public final class OutOfSharedMemory extends IOException {
    private static final long serialVersionUID = 1;

    private final long needed;
    private final long free;

    OutOfSharedMemory(Path path, long needed, long free, @Nullable IOException cause) {
        super(needed + " bytes of shared memory are needed, " + free + " are free in " + path.getParent(), cause);
        this.needed = needed;
        this.free = free;
    }

    /** As another process saw it. */
    public OutOfSharedMemory(String message, long needed, long free) {
        super(message);
        this.needed = needed;
        this.free = free;
    }

    /** In bytes. */
    public long needed() {
        return needed;
    }

    /** In bytes, when it was asked. */
    public long free() {
        return free;
    }
}
