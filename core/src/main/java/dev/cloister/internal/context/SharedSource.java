package dev.cloister.internal.context;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a worker process finds what its parent shares. */
public interface SharedSource {
    /**
     * The value; fetched from the parent by the first who asks, while others wait.
     *
     * @throws IllegalStateException if the parent has it no more
     * @throws dev.cloister.CodecException if it cannot be rebuilt here
     */
    @Nullable
    Object get(long id, String pool);

    /** Drops this worker's copy. */
    void forget(long id);

    /**
     * Where the hub of shared objects is, as the parent says; waits for its answer.
     *
     * @throws IOException if the parent cannot be asked, or has no hub
     */
    byte[] hubAddress() throws IOException;
}
